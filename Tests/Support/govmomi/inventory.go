package main

import (
	"context"
	"sort"

	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/view"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

var inventory = map[string]command{
	"about": func(ctx context.Context, s *login, o options) (interface{}, error) {
		return s.client.ServiceContent.About, nil
	},
	"about.time": func(ctx context.Context, s *login, o options) (interface{}, error) {
		return methods.GetCurrentTime(ctx, s.client)
	},
	"ls":             list,
	"list":           listKind,
	"find":           findInView,
	"object.collect": collect,
	"search":         search,
}

// list gives the paths of what is in a folder or other container.
func list(ctx context.Context, s *login, o options) (interface{}, error) {
	found, err := s.finder.ManagedObjectListChildren(ctx, o["path"])
	if err != nil {
		return nil, err
	}
	paths := []string{}
	for _, element := range found {
		paths = append(paths, element.Path)
	}
	return paths, nil
}

// listKind gives the inventory paths of one kind of object whose path fits a pattern.
func listKind(ctx context.Context, s *login, o options) (interface{}, error) {
	paths := []string{}
	add := func(path string) { paths = append(paths, path) }
	var err error
	switch o["kind"] {
	case "Datacenter":
		var found []*object.Datacenter
		found, err = s.finder.DatacenterList(ctx, o["path"])
		for _, item := range found {
			add(item.InventoryPath)
		}
	case "VirtualMachine":
		var found []*object.VirtualMachine
		found, err = s.finder.VirtualMachineList(ctx, o["path"])
		for _, item := range found {
			add(item.InventoryPath)
		}
	case "HostSystem":
		var found []*object.HostSystem
		found, err = s.finder.HostSystemList(ctx, o["path"])
		for _, item := range found {
			add(item.InventoryPath)
		}
	case "ComputeResource":
		var found []*object.ComputeResource
		found, err = s.finder.ComputeResourceList(ctx, o["path"])
		for _, item := range found {
			add(item.InventoryPath)
		}
	case "ClusterComputeResource":
		var found []*object.ClusterComputeResource
		found, err = s.finder.ClusterComputeResourceList(ctx, o["path"])
		for _, item := range found {
			add(item.InventoryPath)
		}
	case "Datastore":
		var found []*object.Datastore
		found, err = s.finder.DatastoreList(ctx, o["path"])
		for _, item := range found {
			add(item.InventoryPath)
		}
	case "Network":
		var found []object.NetworkReference
		found, err = s.finder.NetworkList(ctx, o["path"])
		for _, item := range found {
			path, failure := find.InventoryPath(ctx, s.client.Client, item.Reference())
			if failure != nil {
				return nil, failure
			}
			add(path)
		}
	case "ResourcePool":
		var found []*object.ResourcePool
		found, err = s.finder.ResourcePoolList(ctx, o["path"])
		for _, item := range found {
			add(item.InventoryPath)
		}
	case "Folder":
		var found []*object.Folder
		found, err = s.finder.FolderList(ctx, o["path"])
		for _, item := range found {
			add(item.InventoryPath)
		}
	}
	sort.Strings(paths)
	return paths, err
}

// findInView gives the paths of the objects of a kind, below a folder, that have a property's value.
func findInView(ctx context.Context, s *login, o options) (interface{}, error) {
	root := s.client.ServiceContent.RootFolder
	if o["path"] != "" {
		at, err := s.entity(ctx, o["path"])
		if err != nil {
			return nil, err
		}
		root = at
	}
	kinds := []string{o["kind"]}
	container, err := view.NewManager(s.client.Client).CreateContainerView(ctx, root, kinds, true)
	if err != nil {
		return nil, err
	}
	defer container.Destroy(ctx)
	filter := property.Filter{"name": "*"}
	if o["property"] != "" {
		filter[o["property"]] = o["value"]
	}
	found, err := container.Find(ctx, kinds, filter)
	if err != nil {
		return nil, err
	}
	paths := []string{}
	for _, item := range found {
		path, err := find.InventoryPath(ctx, s.client.Client, item)
		if err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	sort.Strings(paths)
	return paths, nil
}

// collect gives one property of an object, by its path within the object.
func collect(ctx context.Context, s *login, o options) (interface{}, error) {
	at, err := s.entity(ctx, o["path"])
	if err != nil {
		return nil, err
	}
	var found []types.ObjectContent
	collector := property.DefaultCollector(s.client.Client)
	reply, err := collector.RetrieveProperties(ctx, types.RetrieveProperties{SpecSet: []types.PropertyFilterSpec{{
		ObjectSet: []types.ObjectSpec{{Obj: at}},
		PropSet:   []types.PropertySpec{{Type: at.Type, PathSet: []string{o["property"]}}},
	}}})
	if err != nil {
		return nil, err
	}
	found = reply.Returnval
	if len(found) == 0 || len(found[0].PropSet) == 0 {
		return nil, nil
	}
	return found[0].PropSet[0].Val, nil
}

// search asks the search index in each of its ways for one machine.
func search(ctx context.Context, s *login, o options) (interface{}, error) {
	vm, err := s.machine(ctx, o)
	if err != nil {
		return nil, err
	}
	var known mo.VirtualMachine
	if err := s.read(ctx, vm, &known, "config", "guest", "parent", "name"); err != nil {
		return nil, err
	}
	index := object.NewSearchIndex(s.client.Client)
	found := map[string]bool{}
	note := func(way string, reference object.Reference, err error) error {
		found[way] = err == nil && reference != nil && reference.Reference() == vm.Reference()
		return err
	}
	reference, err := index.FindByUuid(ctx, s.datacenter, known.Config.Uuid, true, nil)
	if err := note("uuid", reference, err); err != nil {
		return nil, err
	}
	reference, err = index.FindByUuid(ctx, s.datacenter, known.Config.InstanceUuid, true, types.NewBool(true))
	if err := note("instanceUuid", reference, err); err != nil {
		return nil, err
	}
	reference, err = index.FindByInventoryPath(ctx, vm.InventoryPath)
	if err := note("path", reference, err); err != nil {
		return nil, err
	}
	reference, err = index.FindByDatastorePath(ctx, s.datacenter, known.Config.Files.VmPathName)
	if err := note("file", reference, err); err != nil {
		return nil, err
	}
	reference, err = index.FindChild(ctx, object.NewFolder(s.client.Client, *known.Parent), known.Name)
	if err := note("child", reference, err); err != nil {
		return nil, err
	}
	all, err := index.FindAllByUuid(ctx, s.datacenter, known.Config.Uuid, true, types.NewBool(false))
	if err != nil {
		return nil, err
	}
	found["all"] = len(all) == 1 && all[0].Reference() == vm.Reference()
	if known.Guest != nil && known.Guest.IpAddress != "" {
		reference, err = index.FindByIp(ctx, s.datacenter, known.Guest.IpAddress, true)
		if err := note("ip", reference, err); err != nil {
			return nil, err
		}
		reference, err = index.FindByDnsName(ctx, s.datacenter, known.Guest.HostName, true)
		if err := note("name", reference, err); err != nil {
			return nil, err
		}
	}
	return found, nil
}
