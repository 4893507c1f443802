package main

import (
	"context"
	"fmt"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// shape gives a host and its datastore the names that tests know, and makes the port group Backup on it.
func shape(ctx context.Context, client *govmomi.Client, name, storage string) error {
	finder := find.NewFinder(client.Client)
	host, err := finder.DefaultHostSystem(ctx)
	if err != nil {
		return err
	}
	network, err := host.ConfigManager().NetworkSystem(ctx)
	if err != nil {
		return err
	}
	if err := network.AddPortGroup(ctx, types.HostPortGroupSpec{Name: "Backup", VswitchName: "vSwitch0"}); err != nil {
		return err
	}
	store, err := finder.DefaultDatastore(ctx)
	if err != nil {
		return err
	}
	backup, err := finder.Network(ctx, "Backup")
	if err != nil {
		return err
	}
	// The simulator has no method that renames these, and does not show a port group on its host; nobody is looking yet.
	known := simulator.Map.Get(host.Reference()).(*simulator.HostSystem)
	known.Name = name
	known.Network = append(known.Network, backup.Reference())
	datastore := simulator.Map.Get(store.Reference()).(*simulator.Datastore)
	datastore.Name, datastore.Summary.Name = storage, storage
	datastore.Info.GetDatastoreInfo().Name = storage
	datastore.Summary.Type = "VMFS"
	return nil
}

// populate makes machines on every host, all of them off: NAME-1, NAME-2 and so on.
func populate(ctx context.Context, client *govmomi.Client, count int) error {
	finder := find.NewFinder(client.Client)
	hosts, err := finder.HostSystemList(ctx, "*/*")
	if err != nil {
		return err
	}
	for _, host := range hosts {
		pool, err := host.ResourcePool(ctx)
		if err != nil {
			return err
		}
		center, err := finder.DefaultDatacenter(ctx)
		if err != nil {
			return err
		}
		folders, err := center.Folders(ctx)
		if err != nil {
			return err
		}
		var known mo.HostSystem
		if err := host.Properties(ctx, host.Reference(), []string{"name", "datastore"}, &known); err != nil {
			return err
		}
		var store mo.Datastore
		if err := object.NewDatastore(client.Client, known.Datastore[0]).Properties(
			ctx, known.Datastore[0], []string{"name"}, &store); err != nil {
			return err
		}
		for number := 1; number <= count; number++ {
			name := fmt.Sprintf("%s-%d", known.Name, number)
			if err := makeMachine(ctx, folders.VmFolder, pool, host, name, store.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

func makeMachine(
	ctx context.Context, folder *object.Folder, pool *object.ResourcePool, host *object.HostSystem, name, store string,
) error {
	var devices object.VirtualDeviceList
	controller, err := devices.CreateSCSIController("pvscsi")
	if err != nil {
		return err
	}
	disk := devices.CreateDisk(
		controller.(types.BaseVirtualController), types.ManagedObjectReference{}, fmt.Sprintf("[%s] %s/%s.vmdk", store, name, name))
	disk.CapacityInKB = 1 << 20
	card, err := devices.CreateEthernetCard("vmxnet3", &types.VirtualEthernetCardNetworkBackingInfo{
		VirtualDeviceDeviceBackingInfo: types.VirtualDeviceDeviceBackingInfo{DeviceName: "VM Network"},
	})
	if err != nil {
		return err
	}
	changes, err := append(devices, controller, disk, card).ConfigSpec(types.VirtualDeviceConfigSpecOperationAdd)
	if err != nil {
		return err
	}
	task, err := folder.CreateVM(ctx, types.VirtualMachineConfigSpec{
		Name: name, GuestId: string(types.VirtualMachineGuestOsIdentifierDebian10_64Guest), NumCPUs: 1, MemoryMB: 512,
		Annotation: "made by the peer", Files: &types.VirtualMachineFileInfo{VmPathName: "[" + store + "]"}, DeviceChange: changes,
	}, pool, host)
	if err != nil {
		return err
	}
	return task.Wait(ctx)
}
