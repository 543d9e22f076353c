"""The set-up's failures: each is one sentence and an exit code that is not 0; half-done work is taken up again."""

import errno
import socket
import subprocess
import sys

import pytest

from tools import __main__ as entry
from tools import commands, errors, odoo_source, paths, process, python_env, serve, setup, stamps


def sentence_of(capsys, command, monkeypatch, failure):
    """Run a command that fails so, and return what the person at the terminal reads."""

    def fail(_arguments):
        raise failure

    monkeypatch.setitem(commands.BY_NAME, command, fail)
    code = entry.main([command])
    return code, capsys.readouterr().err


def test_failure_is_one_sentence_and_exit_code_1(capsys, monkeypatch):
    code, text = sentence_of(capsys, "run", monkeypatch, errors.SetupError("The disk is full."))
    assert (code, text) == (1, "The disk is full.\n")


def test_full_disk_anywhere_is_one_sentence(capsys, monkeypatch):
    failure = OSError(errno.ENOSPC, "No space left on device", "/somewhere/file")
    code, text = sentence_of(capsys, "run", monkeypatch, failure)
    assert code == 1
    assert text == "No space left on device: /somewhere/file; mend that and start again.\n"


def test_interruption_says_that_it_resumes(capsys, monkeypatch):
    code, text = sentence_of(capsys, "run", monkeypatch, KeyboardInterrupt())
    assert (code, text) == (130, "Interrupted; start again to go on from here.\n")


def test_a_defect_of_ours_keeps_its_traceback(monkeypatch):
    def fail(_arguments):
        raise ZeroDivisionError

    monkeypatch.setitem(commands.BY_NAME, "run", fail)
    with pytest.raises(ZeroDivisionError):
        entry.main(["run"])


def test_unknown_command_is_refused(capsys):
    assert entry.main(["fly"]) == 2
    assert "usage" in capsys.readouterr().err


def test_old_python_gets_one_sentence(tmp_path):
    """The version is looked at before anything newer is imported."""
    code = "import sys; sys.version_info = (3, 9, 2); sys.argv = ['tools']; import runpy; runpy.run_module('tools', run_name='__main__')"
    env = {**process.environment(), "MALL_SECOND_PYTHON": "1"}
    done = subprocess.run([sys.executable, "-c", code], cwd=paths.ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == python_env.WRONG_PYTHON


def test_no_fitting_python_gets_one_sentence(checkout, monkeypatch):
    monkeypatch.setattr(python_env, "candidates", lambda: ["/bin/false", "/no/python"])
    with pytest.raises(errors.SetupError, match="Python 3.11 or 3.12"):
        python_env.choose_interpreter()


def test_busy_port_is_named_with_another_to_take():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        with pytest.raises(errors.SetupError, match=f"Port {number} is busy.*PORT={number + 1}"):
            serve.check_port(number)


def test_free_port_passes():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        number = other.getsockname()[1]
    serve.check_port(number)


@pytest.mark.parametrize("text", ["web", "0", "65536", "-1"])
def test_port_must_be_a_number(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(errors.SetupError, match=f"PORT is {text}"):
        serve.port()


def test_port_by_default(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    assert serve.port() == 8069


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk_in_a_step(number):
    with pytest.raises(errors.SetupError, match="disk that holds /x is full"), errors.full_disk_explained("/x"):
        raise OSError(number, "full")


def test_other_errors_of_a_step_pass():
    with pytest.raises(PermissionError), errors.full_disk_explained("/x"):
        raise PermissionError(errno.EACCES, "no")


def test_full_disk_in_a_child_is_recognised():
    with pytest.raises(errors.SetupError, match="disk is full"):
        process.must_run(["sh", "-c", "echo 'tar: x: Cannot write: No space left on device'; exit 2"], "Something else.")


def test_failed_child_gets_the_steps_own_sentence(capsys):
    with pytest.raises(errors.SetupError, match="^It did not work.$"):
        process.must_run(["sh", "-c", "echo why; exit 3"], "It did not work.")
    assert "why" in capsys.readouterr().out


def test_missing_program_is_named():
    with pytest.raises(errors.SetupError, match="no-such-program is needed"):
        process.run(["no-such-program"])


def test_too_little_room_is_said_before_anything_is_loaded(checkout, monkeypatch):
    monkeypatch.setattr(setup, "ROOM", 10**18)
    with pytest.raises(errors.SetupError, match="GB left"):
        setup.check_room()


def test_child_does_not_inherit_another_server(monkeypatch):
    monkeypatch.setenv("PGHOST", "elsewhere")
    monkeypatch.setenv("ODOO_RC", "/etc/odoo.conf")
    env = process.environment(PGUSER="odoo", PGPASSWORD=None)
    assert "PGHOST" not in env
    assert "ODOO_RC" not in env
    assert "PGPASSWORD" not in env
    assert env["PGUSER"] == "odoo"


class TestStamps:
    """A step is done once for the same inputs."""

    def test_done_only_for_the_same_inputs(self, checkout):
        stamps.mark_done("step", stamps.digest("a"))
        assert stamps.is_done("step", stamps.digest("a"))
        assert not stamps.is_done("step", stamps.digest("b"))

    def test_parts_do_not_run_together(self):
        assert stamps.digest("ab", "c") != stamps.digest("a", "bc")

    def test_content_of_files_counts(self, tmp_path):
        file = tmp_path / "lock"
        file.write_text("1")
        first = stamps.digest(file)
        file.write_text("2")
        assert stamps.digest(file) != first

    def test_interrupted_step_is_done_again(self, checkout):
        """A step dies before its stamp: the second call begins with a new half-made folder."""
        seen = []

        def fill(half):
            seen.append(sorted(path.name for path in half.iterdir()))
            (half / "rubbish").touch()
            if len(seen) == 1:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            odoo_source.build(fill)
        assert not paths.ODOO_HOME.exists()
        odoo_source.build(fill)
        assert seen == [["usr"], ["usr"]]
        assert (paths.ODOO_HOME / "rubbish").exists()
