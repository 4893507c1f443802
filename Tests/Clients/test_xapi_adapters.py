"""PIFs are the adapters of the hosts, where these tell through which one a network goes."""

import pytest


@pytest.mark.parametrize("platform", ["xen", "vsphere"])
def test_a_pif_is_an_adapter(xapi, daemon, platform):
    x = xapi.xenapi
    (host,) = [ref for ref, record in x.host.get_all_records().items() if record["hostname"] == f"{platform}01"]
    (item,) = [item for item in daemon.items("/api/v1/hosts") if item["name"] == f"{platform}01"]
    adapters = {adapter["device"]: adapter for adapter in item["adapters"]}
    pifs = [x.PIF.get_record(ref) for ref in x.host.get_PIFs(host)]
    known = [pif for pif in pifs if pif["MAC"]]
    assert known
    for pif in known:
        adapter = adapters[pif["device"]]
        assert pif["MAC"] == adapter["mac"]
        metrics = x.PIF_metrics.get_record(pif["metrics"])
        assert metrics["carrier"] and metrics["speed"] == str(adapter["speed"])
        assert pif["physical"] == (pif["VLAN"] == "-1")
    assert x.PIF.get_all_records_where(f'field "MAC" = "{known[0]["MAC"]}"')


def test_what_goes_through_no_known_adapter_has_no_address(xapi):
    x = xapi.xenapi
    for pif in x.PIF.get_all_records().values():
        assert pif["MAC"] or not pif["physical"]
        assert pif["network"] in x.network.get_all()
