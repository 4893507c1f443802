package main

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

var everything = map[string]command{
	"everything": readEverything,
	"machines":   readMachines,
}

// census is what became of reading every property of every object that can be reached.
type census struct {
	// Objects of each type.
	Objects map[string]int
	// Properties that had a value.
	Properties int
	Problems   []string
	// Objects that went while others were read.
	Gone []string
}

// readEverything follows every reference there is, from the service instance on.
func readEverything(ctx context.Context, s *login, o options) (interface{}, error) {
	seen := census{Objects: map[string]int{}}
	start := types.ManagedObjectReference{Type: "ServiceInstance", Value: "ServiceInstance"}
	known := map[types.ManagedObjectReference]bool{start: true}
	queue := []types.ManagedObjectReference{start}
	for len(queue) > 0 {
		object := queue[0]
		queue = queue[1:]
		for _, reference := range seen.read(ctx, s, object) {
			if !known[reference] {
				known[reference] = true
				queue = append(queue, reference)
			}
		}
	}
	return seen, nil
}

// read reads one object with all its properties, and gives the references in them.
func (c *census) read(ctx context.Context, s *login, object types.ManagedObjectReference) []types.ManagedObjectReference {
	reply, err := property.DefaultCollector(s.client.Client).RetrieveProperties(ctx, types.RetrieveProperties{
		SpecSet: []types.PropertyFilterSpec{{
			ObjectSet: []types.ObjectSpec{{Obj: object}},
			PropSet:   []types.PropertySpec{{Type: object.Type, All: types.NewBool(true)}},
		}},
	})
	if err != nil {
		if soap.IsSoapFault(err) {
			if _, ok := soap.ToSoapFault(err).VimFault().(types.ManagedObjectNotFound); ok {
				c.Gone = append(c.Gone, object.String())
				return nil
			}
		}
		c.note("%s: %s", object, err)
		return nil
	}
	if len(reply.Returnval) != 1 {
		c.note("%s: %d objects", object, len(reply.Returnval))
		return nil
	}
	content := reply.Returnval[0]
	c.Objects[object.Type]++
	for _, missing := range content.MissingSet {
		c.note("%s.%s: %#v", object, missing.Path, missing.Fault.Fault)
	}
	properties := c.load(content)
	var references []types.ManagedObjectReference
	for _, entry := range content.PropSet {
		c.Properties++
		path := object.String() + "." + entry.Name
		if properties != nil && !properties[entry.Name] {
			c.note("%s: the type has no such property", path)
		}
		if entry.Val == nil {
			c.note("%s: the value is of no known type", path)
			continue
		}
		references = append(references, c.walk(path, reflect.ValueOf(entry.Val))...)
	}
	return references
}

// load makes the managed object of its properties, and gives the names of those that its type has.
func (c *census) load(content types.ObjectContent) (names map[string]bool) {
	defer func() {
		if trouble := recover(); trouble != nil {
			c.note("%s: %v", content.Obj, trouble)
		}
	}()
	made, err := mo.ObjectContentToType(content)
	if err != nil {
		c.note("%s: %s", content.Obj, err)
		return nil
	}
	names = map[string]bool{}
	collectNames(reflect.TypeOf(made), names)
	return names
}

func collectNames(kind reflect.Type, names map[string]bool) {
	for at := 0; at < kind.NumField(); at++ {
		field := kind.Field(at)
		if field.Anonymous {
			collectNames(field.Type, names)
		} else if name := field.Tag.Get("mo"); name != "" {
			names[name] = true
		}
	}
}

// walk looks at every value within a value: references are given, what could not be decoded is noted.
func (c *census) walk(path string, value reflect.Value) []types.ManagedObjectReference {
	var found []types.ManagedObjectReference
	switch value.Kind() {
	case reflect.Ptr, reflect.Interface:
		if !value.IsNil() {
			return c.walk(path, value.Elem())
		}
	case reflect.Slice:
		for at := 0; at < value.Len(); at++ {
			item := value.Index(at)
			if item.Kind() == reflect.Interface && item.IsNil() {
				c.note("%s[%d]: the item is of no known type", path, at)
			}
			found = append(found, c.walk(fmt.Sprintf("%s[%d]", path, at), item)...)
		}
	case reflect.Struct:
		if reference, ok := value.Interface().(types.ManagedObjectReference); ok {
			if reference.Type == "" || reference.Value == "" {
				c.note("%s: the reference is incomplete: %s", path, reference)
				return nil
			}
			return []types.ManagedObjectReference{reference}
		}
		for at := 0; at < value.NumField(); at++ {
			field := value.Type().Field(at)
			if field.PkgPath != "" {
				continue
			}
			item := value.Field(at)
			isOptional := strings.Contains(field.Tag.Get("xml"), "omitempty")
			if item.Kind() == reflect.Interface && item.IsNil() && !isOptional && !field.Anonymous {
				c.note("%s.%s: a value that must be there is not, or is of no known type", path, field.Name)
			}
			found = append(found, c.walk(path+"."+field.Name, item)...)
		}
	}
	return found
}

func (c *census) note(format string, arguments ...interface{}) {
	c.Problems = append(c.Problems, fmt.Sprintf(format, arguments...))
}

// readMachines reads all machines whole at once, as vm.info -json '*' does.
func readMachines(ctx context.Context, s *login, o options) (interface{}, error) {
	found, err := s.finder.VirtualMachineList(ctx, "*")
	if err != nil {
		return nil, err
	}
	var references []types.ManagedObjectReference
	for _, vm := range found {
		references = append(references, vm.Reference())
	}
	var read []mo.VirtualMachine
	if err := property.DefaultCollector(s.client.Client).Retrieve(ctx, references, nil, &read); err != nil {
		return nil, err
	}
	return read, nil
}
