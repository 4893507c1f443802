// A vCenter or ESXi host for tests: govmomi's simulator on a loopback port.
//
//	vcsim -model esx|vpx -password WORD [-listen 127.0.0.1:0] [-tls DIR] [-name HOST] [-datastore NAME] [-machines N] [-hosts N] [-datastores N]
//
// Prints its address in one line once it answers, and runs until its standard input is closed or it is killed.
package main

import (
	"context"
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"log"
	"net/url"
	"os"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/simulator"
)

func main() {
	kind := flag.String("model", "esx", "esx or vpx")
	listen := flag.String("listen", "127.0.0.1:0", "address and port")
	user := flag.String("user", "root", "who may log in")
	password := flag.String("password", "", "with which password")
	directory := flag.String("tls", "", "speak TLS, with certificate.pem and key.pem in this directory; made if missing")
	name := flag.String("name", "live01", "the name of the only host")
	datastore := flag.String("datastore", "datastore1", "the name of its datastore")
	machines := flag.Int("machines", 2, "virtual machines of each host")
	hosts := flag.Int("hosts", 1, "stand-alone hosts of a vCenter")
	clusterHosts := flag.Int("cluster-hosts", 2, "hosts of a vCenter's cluster; 0: no cluster")
	datastores := flag.Int("datastores", 1, "datastores that all hosts of a vCenter have")
	flag.Parse()
	log.SetOutput(io.Discard)

	model := simulator.ESX()
	if *kind == "vpx" {
		model = simulator.VPX()
		model.Host = *hosts
		model.Datastore = *datastores
		model.ClusterHost = *clusterHosts
		if *clusterHosts == 0 {
			model.Cluster = 0
		}
	}
	model.Machine = 0
	defer model.Remove()
	check(model.Create())

	model.Service.Listen = &url.URL{Host: *listen, User: url.UserPassword(*user, *password)}
	if *directory != "" {
		certificate, err := certificate(*directory)
		check(err)
		model.Service.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	}
	server := model.Service.NewServer()
	defer server.Close()

	ctx := context.Background()
	client, err := govmomi.NewClient(ctx, server.URL, true)
	check(err)
	if *kind == "esx" || (*hosts == 1 && *clusterHosts == 0) {
		check(shape(ctx, client, *name, *datastore))
	}
	check(populate(ctx, client, *machines))
	check(client.Logout(ctx))

	fmt.Printf("%s://%s%s\n", server.URL.Scheme, server.URL.Host, server.URL.Path)
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
