#!/usr/bin/env bash
# Builds govc, unmodified, from Debian's source of golang-github-vmware-govmomi-dev, whose package has the library only.
# usage: build.sh FILE
set -euo pipefail

target=$(realpath -m "$1")
package=golang-github-vmware-govmomi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# The sources that belong to the packages that apt knows, in lists of their own: the machine's stay as they are.
mkdir -p lists/partial
apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
  awk '/security|updates|backports/ { next } { print "deb-src", $0 }' > sources.list
options=(-qq -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$work/lists"
  -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
apt-get "${options[@]}" update
apt-get "${options[@]}" source --download-only "$package"

mkdir -p gopath/src/github.com/vmware/govmomi
tar -xf "$package"_*.orig.tar.* -C gopath/src/github.com/vmware/govmomi --strip-components=1
mkdir -p "$(dirname "$target")"
GO111MODULE=off GOPATH="$work/gopath:/usr/share/gocode" go build -o "$target" github.com/vmware/govmomi/govc
