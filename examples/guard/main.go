// Command guard is a TCP proxy in front of an MTA or server of RFC 1006 (port 102) or of X.25 over
// TCP (port 1998): it checks both directions with package validate, forwards what passes, and
// answers and closes on what does not. docs/guard.md says how to run it.
//
//	guard -listen :1102 -server 192.0.2.1:102
//
// The server is connected when the first valid unit has come. A rejected unit is logged with its
// rule, written to the quarantine, and answered as its standard suggests. Then the connection ends
// on both sides, unless its standard only has the unit dropped. What passed before still reaches
// its receiver. SIGHUP reads the configuration anew. After SIGTERM or an interrupt guard stops
// listening, and lets connections go on for a time.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	if status, ok := service(os.Args[1:]); ok {
		os.Exit(status)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt is not caught
	reload := make(chan os.Signal, 1)
	signal.Notify(reload, syscall.SIGHUP)
	signal.Ignore(syscall.SIGPIPE) // who read the log has ended: guard has not
	errs := queueLines(os.Stderr)
	status := run(ctx, reload, os.Stdout, errs, slog.NewTextHandler(errs, nil), os.Args[1:])
	errs.flush()
	os.Exit(status)
}

// run is the program. It returns its exit status: 0 for the end in order, 1 for a failure, 2 for
// wrong usage or a faulty configuration.
func run(ctx context.Context, reload <-chan os.Signal, out, errs io.Writer, handler slog.Handler, args []string) int {
	c, err := configure(errs, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(errs, "guard:", err)
		return 2
	case c.check != "":
		if err := c.print(out); err != nil {
			fmt.Fprintln(errs, "guard:", err)
			return 1
		}
		return 0
	}
	p := newProxy(handler)
	if err := p.apply(ctx, c); err != nil {
		fmt.Fprintln(errs, "guard:", err)
		p.close() //nolint:errcheck // the other error says more
		return 1
	}
	p.serve(ctx, reload, func() (*config, error) { return configure(io.Discard, args) })
	if err := p.close(); err != nil {
		fmt.Fprintln(errs, "guard:", err)
		return 1
	}
	return 0
}
