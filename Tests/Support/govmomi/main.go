// A client on Debian's govmomi that does what govc's everyday commands do, by the same calls of the library.
//
//	govmomi ADDRESS USER PASSWORD
//
// Each line of its input is a command as JSON, {"Name": "vm.power", "Options": {"vm": "web01", "off": "true"}}; each line
// of its output is what came of it, {"Result": ...} or {"Fault": "InvalidPowerState", "Message": "..."}.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"time"

	"github.com/vmware/govmomi/vim25/soap"
)

// command is one of govc's.
type command func(ctx context.Context, s *login, o options) (interface{}, error)

// options are a command's, by their names; flags are "true".
type options map[string]string

var commands = map[string]command{}

func register(more map[string]command) {
	for name, command := range more {
		commands[name] = command
	}
}

func init() {
	for _, more := range []map[string]command{
		inventory, everything, machines, hardware, snapshots, history, metrics, datastores, administration, hosts, folders,
	} {
		register(more)
	}
}

type request struct {
	Name    string
	Options options
}

type reply struct {
	Result  interface{} `json:",omitempty"`
	Fault   string      `json:",omitempty"`
	Message string      `json:",omitempty"`
}

func main() {
	ctx := context.Background()
	s, err := connect(ctx, os.Args[1], os.Args[2], os.Args[3])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer s.client.Logout(ctx)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	output := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var asked request
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := output.Encode(answer(ctx, s, asked)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func answer(ctx context.Context, s *login, asked request) (said reply) {
	known, ok := commands[asked.Name]
	if !ok {
		return reply{Fault: "NoSuchCommand", Message: asked.Name}
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	// The library panics where it cannot decode what it is sent.
	defer func() {
		if trouble := recover(); trouble != nil {
			said = reply{Fault: "Panic", Message: fmt.Sprint(trouble)}
		}
	}()
	result, err := known(ctx, s, asked.Options)
	if err != nil {
		return reply{Fault: faultName(err), Message: err.Error()}
	}
	return reply{Result: result}
}

// faultName gives the vim25 type of a fault, else the error's Go type.
func faultName(err error) string {
	var fault interface{}
	if soap.IsSoapFault(err) {
		fault = soap.ToSoapFault(err).VimFault()
	} else if soap.IsVimFault(err) {
		fault = soap.ToVimFault(err)
	} else if task, ok := err.(hasFault); ok {
		fault = task.Fault()
	} else {
		fault = err
	}
	kind := reflect.TypeOf(fault)
	for kind != nil && kind.Kind() == reflect.Ptr {
		kind = kind.Elem()
	}
	if kind == nil {
		return "Unknown"
	}
	return kind.Name()
}
