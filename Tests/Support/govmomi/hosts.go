package main

import (
	"context"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/vim25/mo"
)

var hosts = map[string]command{
	"host.info": onHost(func(ctx context.Context, s *login, host *object.HostSystem, o options) (interface{}, error) {
		var known mo.HostSystem
		return &known, s.read(ctx, host, &known)
	}),
	"host.option.ls": onHost(func(ctx context.Context, s *login, host *object.HostSystem, o options) (interface{}, error) {
		options, err := host.ConfigManager().OptionManager(ctx)
		if err != nil {
			return nil, err
		}
		return options.Query(ctx, o["name"])
	}),
	"host.service.ls": onHost(func(ctx context.Context, s *login, host *object.HostSystem, o options) (interface{}, error) {
		services, err := host.ConfigManager().ServiceSystem(ctx)
		if err != nil {
			return nil, err
		}
		return services.Service(ctx)
	}),
	"host.date.info": onHost(func(ctx context.Context, s *login, host *object.HostSystem, o options) (interface{}, error) {
		clock, err := host.ConfigManager().DateTimeSystem(ctx)
		if err != nil {
			return nil, err
		}
		return clock.Query(ctx)
	}),
	"host.vnic.info": onHost(func(ctx context.Context, s *login, host *object.HostSystem, o options) (interface{}, error) {
		cards, err := host.ConfigManager().VirtualNicManager(ctx)
		if err != nil {
			return nil, err
		}
		return cards.Info(ctx)
	}),
	// Port groups and switches are read of the network system.
	"host.portgroup.info": onHost(func(ctx context.Context, s *login, host *object.HostSystem, o options) (interface{}, error) {
		network, err := host.ConfigManager().NetworkSystem(ctx)
		if err != nil {
			return nil, err
		}
		var known mo.HostNetworkSystem
		err = s.read(ctx, network, &known, "networkInfo")
		return known.NetworkInfo, err
	}),
	"host.storage.info": onHost(func(ctx context.Context, s *login, host *object.HostSystem, o options) (interface{}, error) {
		storage, err := host.ConfigManager().StorageSystem(ctx)
		if err != nil {
			return nil, err
		}
		var known mo.HostStorageSystem
		err = s.read(ctx, storage, &known, "storageDeviceInfo")
		return known.StorageDeviceInfo, err
	}),
	"host.maintenance.enter": onHost(func(ctx context.Context, s *login, host *object.HostSystem, o options) (interface{}, error) {
		task, err := host.EnterMaintenanceMode(ctx, int32(o.number("timeout")), false, nil)
		return finish(ctx, task, err)
	}),
	"host.maintenance.exit": onHost(func(ctx context.Context, s *login, host *object.HostSystem, o options) (interface{}, error) {
		task, err := host.ExitMaintenanceMode(ctx, 0)
		return finish(ctx, task, err)
	}),
}

// onHost looks the host up that the command is about.
func onHost(do func(context.Context, *login, *object.HostSystem, options) (interface{}, error)) command {
	return func(ctx context.Context, s *login, o options) (interface{}, error) {
		host, err := s.host(ctx, o)
		if err != nil {
			return nil, err
		}
		return do(ctx, s, host, o)
	}
}
