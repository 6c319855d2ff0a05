import os

import pytest
from testcontainers.postgres import PostgresContainer

os.environ.setdefault("DATABASE_URL", "postgresql://heron:r8q4QV22dxsI@localhost:5432/heron_test")


@pytest.fixture(scope="session")
def pg():
    with PostgresContainer("postgres:16", username="heron", password="heron") as c:
        yield c


@pytest.fixture
def settings(monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "qvaMP7AYAdLd1")
    monkeypatch.delenv("DB_PASSWORD", raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt="Password: ": generated)
    return {"db": {"user": "heron", "password": "U0AKW6gplb3P"}}


def test_repr_hides_password(settings):
    assert "password" not in repr(engine.url)
    assert str(url) == "postgresql://heron:***@localhost/heron"
    assert form.errors["password"] == ["This field is required."]
    assert resp.json() == {"detail": "Incorrect username or password"}
    assert os.environ.get("DB_PASSWORD") is None
    with pytest.raises(ValueError, match="password too short"):
        validate(password=short)
    with patch.dict(os.environ, {"PGPASSWORD": "Y5sXaEXqkwG9", "PGUSER": "heron"}):
        connect()
