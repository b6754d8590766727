// Command guard is a transparent TCP proxy in front of an MTA or server on port 102 (RFC 1006) or
// 1998 (XOT): it checks both directions with package validate, forwards what passes, and answers
// and closes on what does not.
//
//	guard -listen :1102 -server 192.0.2.1:102
//
// A unit that is rejected is logged with its rule, written to the quarantine, and answered as its
// standard suggests; both sides then get the end of the connection, unless the unit just is
// dropped. What passed before reaches its receiver. SIGTERM or an interrupt stops listening and
// lets connections go on for a time.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt is not caught
	os.Exit(run(ctx, os.Stderr, os.Args[1:]))
}

var (
	carriers = map[string]validate.Carrier{"tpkt": validate.TPKTs, "xot": validate.XOT}
	policies = map[string]func() validate.Policy{"strict": validate.Strict, "default": validate.Default, "rfc1006": validate.RFC1006, "x25": packets}
)

// packets is the policy for X.25 whatever it carries.
func packets() validate.Policy {
	p := validate.Default()
	p.Top = osi.X25
	return p
}

func run(ctx context.Context, errs io.Writer, args []string) int {
	p, listen, err := configure(errs, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(errs, "guard:", err)
		return 2
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", listen)
	if err != nil {
		fmt.Fprintln(errs, "guard:", err)
		return 1
	}
	p.serve(ctx, l)
	if p.quarantine != nil {
		if err := p.quarantine.Close(); err != nil {
			fmt.Fprintln(errs, "guard:", err)
			return 1
		}
	}
	return 0
}

// configure makes the proxy that the flags describe.
func configure(errs io.Writer, args []string) (p *proxy, listen string, err error) {
	flags := flag.NewFlagSet("guard", flag.ContinueOnError)
	flags.SetOutput(errs)
	p = &proxy{log: slog.New(slog.NewTextHandler(errs, nil))}
	p.options.Counters = &p.counters
	flags.StringVar(&listen, "listen", "127.0.0.1:1102", "address to listen on")
	flags.StringVar(&p.server, "server", "127.0.0.1:102", "address of the MTA or server")
	carrier := flags.String("carrier", "tpkt", "tpkt (RFC 1006) or xot (RFC 1613)")
	policy := flags.String("policy", "default", "strict, default, rfc1006 for protocols that are not OSI above transport, or x25 for those above X.25")
	tolerate := flags.String("tolerate", "", "further tolerances, by name, joined by commas")
	quarantine := flags.String("quarantine", "", "pcapng file for what is rejected; full ones get .1, .2, .3 behind their name")
	size := flags.Int64("quarantine-size", 16<<20, "octets of one such file")
	flags.DurationVar(&p.statistics, "stats", 10*time.Second, "interval of the statistics; 0: none")
	flags.DurationVar(&p.options.Idle, "idle", 10*time.Minute, "how long a connection may be silent in both directions; 0: for ever")
	flags.DurationVar(&p.options.Unit, "unit", time.Minute, "how long a unit, and the first of a connection, may take to arrive whole; 0: for ever")
	flags.DurationVar(&p.options.Write, "write", 30*time.Second, "how long a peer may take to read what is for it; 0: for ever")
	flags.DurationVar(&p.options.Grace, "grace", 10*time.Second, "how long connections may go on after an interrupt; 0: not at all. A second one ends at once")
	flags.IntVar(&p.most, "connections", 10000, "connections at the same time")
	if err := flags.Parse(args); err != nil {
		return nil, "", err
	}
	for _, d := range []*time.Duration{&p.options.Idle, &p.options.Unit, &p.options.Write, &p.options.Grace} {
		if *d == 0 {
			*d = -1 // not the default of the relay
		}
	}
	if flags.NArg() > 0 || p.most < 1 {
		return nil, "", errors.New("see -help")
	}
	rules, ok := policies[*policy]
	if !ok {
		return nil, "", fmt.Errorf("no policy %q", *policy)
	}
	if p.carrier, ok = carriers[*carrier]; !ok {
		return nil, "", fmt.Errorf("no carrier %q", *carrier)
	}
	more, ok := osi.ParseTolerance(*tolerate)
	if !ok {
		return nil, "", fmt.Errorf("no tolerance %q", *tolerate)
	}
	chosen := rules()
	chosen.Tolerate |= more
	if p.guard, err = validate.New(chosen); err != nil {
		return nil, "", err
	}
	if *quarantine != "" {
		p.quarantine, err = validate.NewQuarantine(validate.QuarantineConfig{Path: *quarantine, Size: *size})
	}
	return p, listen, err
}
