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
	"strings"
	"syscall"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/x25link"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // who read the log has ended: the gate has not
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt is not caught
	err := run(ctx, os.Stderr, os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "x25gate:", err)
		os.Exit(1)
	}
}

// A route sends calls to addresses that begin with digits to an XOT peer.
type route struct{ digits, peer string }

// facilities are all that the kernel knows.
const facilities = x25link.ReverseCharging | x25link.Throughput | x25link.PacketSize | x25link.WindowSize |
	x25link.CallingExtension | x25link.CalledExtension

func run(ctx context.Context, errs io.Writer, args []string) error {
	g := &gate{up: make(chan struct{}), log: slog.New(slog.NewTextHandler(errs, nil)), calls: map[uint16]*call{}, live: map[*call]struct{}{}}
	flags := flag.NewFlagSet("x25gate", flag.ContinueOnError)
	flags.SetOutput(errs)
	device := flags.String("device", "x25gate0", "`name` of the device to make")
	extended := flags.Bool("extended", false, "use modulo 128 on the device")
	peers := flags.Int("peers", 0, "`modulo` of calls to XOT peers, 8 or 128; 0: that of the device. Peers may call with either")
	listen := flags.String("listen", "127.0.0.1:1998", "`address` to listen on for XOT")
	flags.Func("route", "`digits=host:port` sends calls to addresses that begin with the digits to this XOT peer; may be repeated", func(s string) error {
		digits, peer, ok := strings.Cut(s, "=")
		if a, valid := x25.ParseAddress(digits); !ok || !valid || a.IsTOANPI() {
			return errors.New("want digits=host:port")
		}
		g.routes = append(g.routes, route{digits, peer})
		return nil
	})
	policy := flags.String("policy", "default", "`policy` of the gate: strict, default, or x25, which judges no layer above X.25")
	flags.IntVar(&g.most, "channels", x25.MaxLCI, "number of logical channels")
	dump := flags.String("dump", "", "`file` to write the packets of the device to, each as a line of hex")
	statistics := flags.Duration("stats", 10*time.Second, "interval of the statistics; 0: none")
	flags.DurationVar(&g.grace, "grace", 10*time.Second, "how long calls may go on after an interrupt")
	if err := flags.Parse(args); err != nil {
		return err
	}
	p, err := choose(*policy)
	if err != nil || flags.NArg() > 0 || g.most < 1 || g.most > x25.MaxLCI || *peers != 0 && *peers != 8 && *peers != 128 {
		return errors.Join(err, errors.New("see -help"))
	}
	p.Initiator, p.ForeignCalls = osi.AnySide, true // Linux, a DTE, clears with causes of a network
	if *extended {
		g.modulo = x25.Modulo128
	}
	if g.peers = g.modulo; *peers == 8 {
		g.peers = x25.Modulo8
	} else if *peers == 128 {
		g.peers = x25.Modulo128
	}
	p.Modulo = g.modulo
	if g.device, err = validate.New(p); err != nil {
		return err
	}
	p.Modulo = x25.AnyModulo
	if g.xot, err = validate.New(p); err != nil {
		return err
	}
	if *dump != "" {
		f, err := os.Create(*dump)
		if err != nil {
			return err
		}
		defer f.Close() //nolint:errcheck // the end
		g.dump = f
	}
	if g.link, err = x25link.Open(*device, *extended, facilities); err != nil {
		return err
	}
	defer g.link.Close() //nolint:errcheck // the end
	for _, r := range g.routes {
		if err := g.link.Route(r.digits); err != nil {
			return err
		}
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", *listen)
	if err != nil {
		return err
	}
	return g.serve(ctx, l, *statistics)
}

func choose(policy string) (p validate.Policy, err error) {
	switch policy {
	case "strict":
		return validate.Strict(), nil
	case "default":
		return validate.Default(), nil
	case "x25":
		p = validate.Default()
		p.Top = osi.X25
		return p, nil
	}
	return p, fmt.Errorf("no policy %q", policy)
}
