package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// A config is what flags and file say, checked.
type config struct {
	flags *flag.FlagSet
	path  string // of the file; empty: none
	check string // a file to be checked and printed

	listen      []endpoint
	servers     []endpoint // those of a carrier are tried in order
	policy      string
	tolerate    osi.Tolerance
	policies    map[string]validate.Policy // of the file, by name
	used        map[string]validate.Policy // by name, with tolerate
	transparent bool
	proxyAccept []netip.Prefix // peers that send a PROXY header
	proxySend   bool

	options relay.Options
	dial    time.Duration
	stats   time.Duration

	connections     int
	peerConnections int
	peerRejections  int
	peerPenalty     time.Duration

	quarantine validate.QuarantineConfig
	metrics    string
}

// define makes the flags, whose names are the keys of the file.
func (c *config) define(f *flag.FlagSet) {
	f.StringVar(&c.path, "config", "", "`file` with settings, in TOML: names and values as here, and tables [policies.NAME]. Flags have precedence")
	f.StringVar(&c.check, "check", "", "check the configuration `file`, print all settings as they are then, and end")
	f.Var(&listOf[endpoint]{&c.listen, parseEndpoint}, "listen", "`[tpkt|xot://]address[?policy=NAME]` to listen on; again for more; systemd:NAME is a socket passed by systemd (default tpkt://127.0.0.1:1102)")
	f.Var(&listOf[endpoint]{&c.servers, parseServer}, "server", "`[tpkt|xot://]address` of the MTA or server; again for others, which are tried in order (default 127.0.0.1, port 102 or 1998)")
	f.StringVar(&c.policy, "policy", "default", "`name` of what may pass: strict, default, or one of the file; with /LAYER, up to that layer alone; rfc1006 is default/transport, x25 default/x25, and LAYER default/LAYER")
	f.Var((*tolerances)(&c.tolerate), "tolerate", "`tolerances` beyond those of the policy, by name, joined by commas")
	f.BoolVar(&c.transparent, "transparent", false, "connect to the server from the peer's address, and without -server to the address that the peer connected to (Linux)")
	f.Var(&listOf[netip.Prefix]{&c.proxyAccept, parsePrefix}, "proxy-accept", "`addresses`, such as 192.0.2.0/24, of peers that begin with a PROXY protocol header; again for more")
	f.BoolVar(&c.proxySend, "proxy-send", false, "begin each connection to the server with a PROXY protocol header, version 2")
	f.DurationVar(&c.options.First, "first", 15*time.Second, "time limit for the first valid unit, from the beginning of the connection; 0: none")
	f.DurationVar(&c.options.Unit, "unit", time.Minute, "time limit for a unit to arrive whole, from its first octet; 0: none")
	f.DurationVar(&c.options.Idle, "idle", 10*time.Minute, "how long a connection may be silent in both directions; 0: no limit")
	f.DurationVar(&c.options.Write, "write", 30*time.Second, "how long a peer may take to read what it is sent; 0: no limit")
	f.DurationVar(&c.options.Grace, "grace", 10*time.Second, "how long connections may go on after SIGTERM; 0: not at all. A second SIGTERM ends them at once")
	f.DurationVar(&c.dial, "dial", 10*time.Second, "how long connecting to a server may take")
	f.IntVar(&c.connections, "connections", 10000, "connections at the same time")
	f.IntVar(&c.peerConnections, "peer-connections", 1000, "connections of one address (of IPv6: one /64) at the same time; 0: no limit")
	f.IntVar(&c.peerRejections, "peer-rejections", 60, "rejected units of one address in a minute; an address with more is refused for peer-penalty; 0: no limit")
	f.DurationVar(&c.peerPenalty, "peer-penalty", time.Minute, "how long an address with too many rejections is refused")
	f.StringVar(&c.quarantine.Path, "quarantine", "", "pcapng `file` for what is rejected; earlier files are kept under the names FILE.1, FILE.2, …")
	f.Int64Var(&c.quarantine.Size, "quarantine-size", 16<<20, "size in octets at which the quarantine begins another file")
	f.IntVar(&c.quarantine.Files, "quarantine-files", 4, "space of all quarantine files together, as a multiple of quarantine-size; 2 or more")
	f.DurationVar(&c.stats, "stats", 10*time.Second, "interval of the statistics in the log; 0: only at the end")
	f.StringVar(&c.metrics, "metrics", "", "local `address` that serves /metrics (Prometheus) and /healthz; empty: none")
}

// configure reads the flags and the file that they name.
func configure(errs io.Writer, args []string) (*config, error) {
	c := newConfig(errs)
	if err := c.flags.Parse(args); err != nil {
		return nil, err
	}
	if c.flags.NArg() > 0 {
		return nil, errors.New("see -help")
	}
	if c.path != "" && c.check != "" {
		return nil, errors.New("either -config or -check")
	}
	if path := c.path + c.check; path != "" {
		if err := c.read(path); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return c, c.complete()
}

// complete fills in the defaults that depend on other settings, and checks all of them.
func (c *config) complete() error {
	if len(c.listen) == 0 {
		c.listen = []endpoint{{carrier: validate.TPKTs, address: "127.0.0.1:1102"}}
	}
	for _, usual := range []endpoint{{carrier: validate.TPKTs, address: "127.0.0.1:102"}, {carrier: validate.XOT, address: "127.0.0.1:1998"}} {
		if len(c.serversOf(usual.carrier)) == 0 && !c.transparent {
			c.servers = append(c.servers, usual)
		}
	}
	if c.transparent && !canBeTransparent {
		return errors.New("-transparent: not on this system")
	}
	for name, n := range map[string]int64{
		"connections": int64(c.connections) - 1, "peer-connections": int64(c.peerConnections), "peer-rejections": int64(c.peerRejections),
		"quarantine-size": c.quarantine.Size - 1, "quarantine-files": int64(c.quarantine.Files) - 2,
		"dial": int64(c.dial) - 1, "peer-penalty": int64(c.peerPenalty), "stats": int64(c.stats),
		"first": int64(c.options.First), "unit": int64(c.options.Unit), "idle": int64(c.options.Idle), "write": int64(c.options.Write), "grace": int64(c.options.Grace),
	} {
		if n < 0 {
			return fmt.Errorf("-%s: %s is too small", name, c.flags.Lookup(name).Value)
		}
	}
	names := []string{c.policy}
	for i, e := range c.listen {
		if names = append(names, e.policy); slices.ContainsFunc(c.listen[:i], func(o endpoint) bool { return o.address == e.address }) {
			return fmt.Errorf("-listen: %s twice", e.address)
		}
	}
	for _, name := range names {
		if name == "" {
			continue
		}
		p, err := c.policyOf(name)
		if err != nil {
			return err
		}
		p.Tolerate |= c.tolerate
		if _, err := validate.New(p); err != nil {
			return fmt.Errorf("policy %s: %w", name, err)
		}
		c.used[name] = p
	}
	return nil
}

// serversOf returns the addresses of the servers of a carrier.
func (c *config) serversOf(carrier validate.Carrier) (addresses []string) {
	for _, s := range c.servers {
		if s.carrier == carrier {
			addresses = append(addresses, s.address)
		}
	}
	return addresses
}

// newConfig returns a config whose flags are defined.
func newConfig(errs io.Writer) *config {
	c := &config{flags: flag.NewFlagSet("guard", flag.ContinueOnError), policies: map[string]validate.Policy{}, used: map[string]validate.Policy{}}
	c.flags.SetOutput(errs)
	c.define(c.flags)
	return c
}

// relayOptions returns the options of a connection. A time without limit is 0 in c and negative in
// relay.Options.
func (p *proxy) relayOptions(c *config) relay.Options {
	o := c.options
	for _, d := range []*time.Duration{&o.First, &o.Unit, &o.Idle, &o.Write, &o.Grace} {
		if *d == 0 {
			*d = -1
		}
	}
	o.Counters = &p.counters
	return o
}
