"""Packages from the machine's own Debian mirror, through an apt state of our own under `var/`.

Nothing is installed: packages are downloaded, checked by apt against the signed index, and
unpacked. The mirror is read from the machine's configuration; no host name is written here.
"""

import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from . import paths
from .errors import SetupError
from .process import FULL_DISK, is_full_disk, must_run, run, say

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
NO_MIRROR = "apt knows no Debian archive on this machine: configure one, or set ODOO_SRC to an Odoo 19 checkout."
NO_NETWORK = "The package index of Debian {suite} cannot be read: check the network and apt's configuration, then start again."


def codename():
    """Return the code name of the running Debian release, such as `bookworm`."""
    release = Path("/etc/os-release")
    text = release.read_text() if release.exists() else ""
    found = re.search(r"^VERSION_CODENAME=\"?([a-z]+)", text, re.M)
    return found[1] if found else "stable"


def configured_archives():
    """Return the (address, release) pairs of every `main` index apt is configured with."""
    form = "$(REPO_URI)|$(RELEASE)|$(COMPONENT)"
    listing = run(["apt-get", "indextargets", "--format", form, "Created-By: Packages"], stdout=subprocess.PIPE)
    rows = [line.split("|") for line in listing.stdout.splitlines() if line.count("|") == 2]
    pairs = [(uri, release) for uri, release, component in rows if component == "main"]
    return list(dict.fromkeys(pair for pair in pairs if urlsplit(pair[0]).scheme not in ("cdrom", "")))


def release_archives(archives, release):
    """Return the archives of this Debian release with its updates, main archive first.

    :param archives: (address, release) pairs as of `configured_archives`.
    :param release: code name; an archive configured as `stable` or so is taken where none has that name.
    :return: list of pairs, empty if no main archive is configured.
    """
    debian = [pair for pair in archives if "debian" in urlsplit(pair[0]).path]
    whole = [pair for pair in debian if not re.search(r"[-/]", pair[1])]
    main = next((pair for pair in whole if pair[1] == release), whole[0] if whole else None)
    if main is None:
        return []
    return [main] + [pair for pair in debian if pair[1].startswith((f"{main[1]}-", f"{main[1]}/")) and "backports" not in pair[1]]


class Archive:
    """One private apt state: its own source list, index and cache, beside the machine's real package status."""

    def __init__(self, name, pairs):
        """:param name: folder under `var/apt`. :param pairs: (address, release) list."""
        self.name = name
        self.home = paths.VAR / "apt" / name
        self.pairs = pairs
        if not pairs:
            raise SetupError(NO_MIRROR)

    @classmethod
    def of_machine(cls):
        """Return the archive of the release that runs here, with security and updates."""
        return cls("release", release_archives(configured_archives(), codename()))

    @classmethod
    def of_suite(cls, suite):
        """Return the archive of another suite on the same mirror."""
        main = release_archives(configured_archives(), codename())[:1]
        return cls(suite, [(uri, suite) for uri, _release in main])

    def options(self):
        """Return the apt options that keep everything inside our own folder."""
        settings = {
            "Dir::Etc::sourcelist": self.home / "sources.list", "Dir::Etc::sourceparts": "-",
            "Dir::State::Lists": self.home / "lists", "Dir::Cache": self.home / "cache",
            "Dir::Etc::preferencesparts": "-", "Dir::Etc::preferences": "-",
            "Dir::Log": self.home / "log", "Debug::NoLocking": "1", "APT::Sandbox::User": "root",
            "Acquire::Languages": "none", "Acquire::Retries": "3", "APT::Update::Error-Mode": "any",
            "APT::Install-Recommends": "0", "Dpkg::Use-Pty": "0",
            "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
        }  # fmt: skip
        return ["-q", *(part for name, value in settings.items() for part in ("-o", f"{name}={value}"))]

    def update(self):
        """Fetch the signed package index.

        :raises SetupError: if the mirror cannot be reached or its signature is wrong.
        """
        for folder in ("lists/partial", "cache/archives/partial", "log"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        lines = [f"deb [signed-by={KEYRING}] {uri} {release} main\n" for uri, release in self.pairs]
        (self.home / "sources.list").write_text("".join(lines))
        say(f"package index of Debian {self.pairs[0][1]}")
        must_run(["apt-get", *self.options(), "update"], NO_NETWORK.format(suite=self.pairs[0][1]))

    def closure(self, names):
        """Return `name=version` of the packages that installing `names` would add here.

        Libraries that the machine already has are left out, as apt itself would.
        """
        command = ["apt-get", *self.options(), "-y", "-s", "install", *names]
        plan = must_run(command, f"Debian's archive cannot provide {', '.join(names)}.").stdout
        wanted = re.findall(r"^Inst (\S+) (?:\[[^]]*\] )?\((\S+)", plan, re.M)
        return [f"{name}={version}" for name, version in wanted]

    def download(self, specs, folder):
        """Download packages, each checked against the signed index; the folder appears when it is whole.

        What an interrupted call had downloaded is used again.

        :param specs: `name` or `name=version`.
        :return bool: whether the archive has them all.
        :raises SetupError: on a full disk.
        """
        half = folder.with_name(f"{folder.name}.half")
        half.mkdir(parents=True, exist_ok=True)
        done = run(["apt-get", *self.options(), "download", *specs], cwd=half, stdout=subprocess.PIPE,
                   stderr=subprocess.STDOUT)  # fmt: skip
        if done.returncode:
            if is_full_disk(done.stdout):
                raise SetupError(FULL_DISK)
            return False
        half.rename(folder)
        return True


def unpack(package, folder, *leave_out):
    """Unpack one package file into a folder, without its scripts and owners.

    :param leave_out: tar patterns of what is not wanted.
    :raises SetupError: if the file is damaged or the disk is full.
    """
    filters = [f"--exclude={pattern}" for pattern in leave_out]
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE) as source:
        must_run(["tar", "x", "-C", folder, "--no-same-owner", *filters],
                 f"The package {package.name} cannot be unpacked: remove {package} and start again.", stdin=source.stdout)  # fmt: skip
        source.stdout.close()
    if source.returncode:
        raise SetupError(f"The package {package.name} is damaged: remove {package} and start again.")
