"""One daemon for all tests: a simulated host of each platform, and the sessions of unmodified clients."""

import pytest
from daemon import PLATFORMS, Daemon, configuration
from pyVim.connect import Disconnect
from scene import Scene
from watching import Watcher


def pytest_terminal_summary(terminalreporter):
    """What tests have to show at the end of the output: their property "table"."""
    for report in terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", []):
        for name, text in report.user_properties:
            if name == "table" and report.when == "call":
                terminalreporter.write_line("")
                terminalreporter.write_line(text)


@pytest.fixture(scope="session")
def daemon(tmp_path_factory):
    started = Daemon(tmp_path_factory.mktemp("dragoman"), configuration()).start()
    yield started
    assert started.is_alive, f"the daemon has ended:\n{started.log[-4000:]}"
    status, seconds = started.stop()
    assert status == 0, f"exit status {status}:\n{started.log[-4000:]}"
    assert seconds < 10


@pytest.fixture(scope="session")
def instance(daemon):
    """The session of the client that gives commands."""
    instance = daemon.pyvmomi()
    yield instance
    Disconnect(instance)


@pytest.fixture(scope="session")
def watcher(daemon):
    watcher = Watcher(daemon)
    yield watcher
    watcher.close()
    Disconnect(watcher.instance)


@pytest.fixture(scope="session")
def xapi_session(daemon):
    session = daemon.xenapi()
    yield session
    session.xenapi.session.logout()


@pytest.fixture
def xapi(xapi_session):
    """The session of a XenAPI client, on a new connection: this client fails if its own has rested for too long."""
    xapi_session("close")()
    return xapi_session


@pytest.fixture
def session(own):
    """A vSphere session of the daemon that a module has of its own."""
    instance = own.pyvmomi()
    yield instance
    Disconnect(instance)


@pytest.fixture(params=PLATFORMS)
def platform(request):
    return request.param


@pytest.fixture
def scene(daemon, instance, watcher, platform):
    scene = Scene(daemon, instance, watcher, platform)
    yield scene
    scene.clean()
