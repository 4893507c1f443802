package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strconv"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// login is a session and the datacenter that names are looked for in.
type login struct {
	client     *govmomi.Client
	finder     *find.Finder
	datacenter *object.Datacenter
	user       *url.Userinfo
}

// hasFault is an error of a task.
type hasFault interface {
	Fault() types.BaseMethodFault
}

func connect(ctx context.Context, address, user, password string) (*login, error) {
	server := &url.URL{Scheme: "https", Host: address, Path: "/sdk", User: url.UserPassword(user, password)}
	client, err := govmomi.NewClient(ctx, server, true)
	if err != nil {
		return nil, err
	}
	finder := find.NewFinder(client.Client)
	// As govc: the only one there is, unless it is told another.
	datacenter, err := finder.DatacenterOrDefault(ctx, os.Getenv("GOVC_DATACENTER"))
	if err != nil {
		return nil, err
	}
	return &login{client: client, finder: finder.SetDatacenter(datacenter), datacenter: datacenter, user: server.User}, nil
}

func (s *login) machine(ctx context.Context, o options) (*object.VirtualMachine, error) {
	return s.finder.VirtualMachine(ctx, o["vm"])
}

func (s *login) host(ctx context.Context, o options) (*object.HostSystem, error) {
	return s.finder.HostSystem(ctx, "*/"+o["host"])
}

func (s *login) store(ctx context.Context, o options) (*object.Datastore, error) {
	return s.finder.Datastore(ctx, o["ds"])
}

// entity gives whatever is at an inventory path.
func (s *login) entity(ctx context.Context, path string) (types.ManagedObjectReference, error) {
	found, err := s.finder.ManagedObjectList(ctx, path)
	if err != nil {
		return types.ManagedObjectReference{}, err
	}
	if len(found) != 1 {
		return types.ManagedObjectReference{}, fmt.Errorf("%d objects at %s", len(found), path)
	}
	return found[0].Object.Reference(), nil
}

// read reads properties of one object, all of them without paths.
func (s *login) read(ctx context.Context, object mo.Reference, into interface{}, paths ...string) error {
	return property.DefaultCollector(s.client.Client).RetrieveOne(ctx, object.Reference(), paths, into)
}

// finish waits for a task and gives its result.
func finish(ctx context.Context, task *object.Task, err error) (interface{}, error) {
	if err != nil {
		return nil, err
	}
	info, err := task.WaitForResult(ctx, nil)
	if err != nil {
		return nil, err
	}
	return info.Result, nil
}

func (o options) number(name string) int64 {
	number, _ := strconv.ParseInt(o[name], 10, 64)
	return number
}

func (o options) is(name string) bool { return o[name] == "true" }
