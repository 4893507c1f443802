// A client of the automation API and of storage policies as govc and the Terraform provider use them: govmomi's
// sessions, tags and policies. It works on the machines that its arguments name, and says what it saw as JSON.
//
// Usage: automation ADDRESS USER PASSWORD MACHINE...
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"sort"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/pbm"
	pbmtypes "github.com/vmware/govmomi/pbm/types"
	"github.com/vmware/govmomi/vapi/rest"
	"github.com/vmware/govmomi/vapi/tags"
	"github.com/vmware/govmomi/vim25/mo"
)

type report struct {
	Profiles   int
	Category   tags.Category
	Attached   []string
	OfMachines map[string][]string
	Remaining  int
	Single     string
}

func main() {
	if err := run(context.Background(), os.Args[1], os.Args[2], os.Args[3], os.Args[4:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, address, user, password string, names []string) error {
	server := &url.URL{Scheme: "https", Host: address, Path: "/sdk", User: url.UserPassword(user, password)}
	client, err := govmomi.NewClient(ctx, server, true)
	if err != nil {
		return err
	}
	defer client.Logout(ctx)
	automation := rest.NewClient(client.Client)
	if err := automation.Login(ctx, server.User); err != nil {
		return err
	}
	defer automation.Logout(ctx)

	// What the Terraform provider does before anything else.
	policies, err := pbm.NewClient(ctx, client.Client)
	if err != nil {
		return err
	}
	storage := pbmtypes.PbmProfileResourceType{ResourceType: string(pbmtypes.PbmProfileResourceTypeEnumSTORAGE)}
	profiles, err := policies.QueryProfile(ctx, storage, "")
	if err != nil {
		return err
	}
	seen := report{Profiles: len(profiles), OfMachines: map[string][]string{}}

	finder := find.NewFinder(client.Client)
	datacenter, err := finder.DefaultDatacenter(ctx)
	if err != nil {
		return err
	}
	finder.SetDatacenter(datacenter)
	var machines []mo.Reference
	for _, name := range names {
		machine, err := finder.VirtualMachine(ctx, name)
		if err != nil {
			return err
		}
		machines = append(machines, machine)
	}
	if err := useTags(ctx, tags.NewManager(automation), machines, &seen); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(seen)
}

func useTags(ctx context.Context, manager *tags.Manager, machines []mo.Reference, seen *report) error {
	category := &tags.Category{
		Name: fmt.Sprintf("govmomi-%d", os.Getpid()), Cardinality: "SINGLE", AssociableTypes: []string{"VirtualMachine"}}
	id, err := manager.CreateCategory(ctx, category)
	if err != nil {
		return err
	}
	made, err := manager.GetCategory(ctx, category.Name)
	if err != nil {
		return err
	}
	seen.Category = *made
	for _, name := range []string{"gold", "tin"} {
		if _, err := manager.CreateTag(ctx, &tags.Tag{Name: name, CategoryID: id}); err != nil {
			return err
		}
	}
	gold, err := manager.GetTagForCategory(ctx, "gold", id)
	if err != nil {
		return err
	}
	tin, err := manager.GetTagForCategory(ctx, "tin", id)
	if err != nil {
		return err
	}
	if err := manager.AttachTagToMultipleObjects(ctx, gold.ID, machines); err != nil {
		return err
	}
	if err := manager.AttachTag(ctx, tin.ID, machines[0]); err != nil {
		seen.Single = err.Error()
	}
	attached, err := manager.ListAttachedObjects(ctx, gold.ID)
	if err != nil {
		return err
	}
	for _, object := range attached {
		seen.Attached = append(seen.Attached, object.Reference().Value)
	}
	sort.Strings(seen.Attached)
	ofMachines, err := manager.GetAttachedTagsOnObjects(ctx, machines)
	if err != nil {
		return err
	}
	for _, object := range ofMachines {
		for _, tag := range object.Tags {
			value := object.ObjectID.Reference().Value
			seen.OfMachines[value] = append(seen.OfMachines[value], tag.Name)
		}
	}
	if err := manager.DetachTag(ctx, gold.ID, machines[0]); err != nil {
		return err
	}
	if attached, err = manager.ListAttachedObjects(ctx, gold.ID); err != nil {
		return err
	}
	seen.Remaining = len(attached)
	return manager.DeleteCategory(ctx, made)
}
