"""The demo people one may log in as."""

# login = password; the order is that of the regulation's story
ROLES = {
    "leasing_manager": "leasing manager", "leasing_specialist": "leasing specialist", "legal": "legal reviewer",
    "leader": "company leader", "ops_manager": "operations manager", "ops_specialist": "operations specialist",
    "marketing": "marketing planner", "service": "customer service", "hr": "HR officer", "trainer": "training officer",
    "tenant": "tenant (portal)", "member": "member (portal)",
}  # fmt: skip


def present(server, database):
    """Return the logins of `ROLES` that this database has, in our order; `admin` where it has none of them."""
    known = set(server.sql(database, "SELECT login FROM res_users WHERE active").split("\n"))
    return [login for login in ROLES if login in known] or ["admin"]


def speak(server, database, language):
    """Make every user of the database read and write this language, which must be loaded."""
    server.sql(database, f"UPDATE res_partner p SET lang = '{language}' FROM res_users u WHERE u.partner_id = p.id AND u.login != '__system__'")


def describe(logins):
    """Return the lines that tell who may log in."""
    rows = [(login, ROLES.get(login, "administrator")) for login in logins]
    return ["  login (= password)   role", *(f"  {login:<20} {role}" for login, role in rows)]
