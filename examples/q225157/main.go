// Command q225157 replays the incident of Microsoft KB Q225157: the X.400 association of KB Q86988
// under heavy traffic on many connections, while the transport malforms a share of the buffers that
// it hands up. A stand-in for the MTA, which knows nothing of this module and stops at the first
// invalid buffer, runs once without the gate of package validate and once behind it. It is the
// judge of the gate, too: what the gate passes must not stop it, and what the gate rejects must.
//
//	q225157 [-connections 64] [-units 1000000] [-share 0.01] [-seed 1]
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Stdout, os.Stderr, os.Args[1:])) }

func run(out, errs io.Writer, args []string) int {
	flags := flag.NewFlagSet("q225157", flag.ContinueOnError)
	flags.SetOutput(errs)
	var c config
	flags.IntVar(&c.connections, "connections", 64, "connections at the same time")
	flags.IntVar(&c.units, "units", 1_000_000, "buffers sent, of all connections")
	flags.Float64Var(&c.share, "share", 0.01, "share of buffers that the transport malforms, 0 to 1")
	flags.Uint64Var(&c.seed, "seed", 1, "of the traffic and of the faults")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() > 0 || c.connections < 1 || c.units < 1 || c.share < 0 || c.share > 1 {
		fmt.Fprintln(errs, "q225157: see -help")
		return 2
	}
	s, err := replay(c)
	if err != nil {
		fmt.Fprintln(errs, "q225157:", err)
		return 1
	}
	s.print(out)
	if s.wronglyPassed > 0 || s.wronglyRejected > 0 || s.stopsBehind > 0 {
		return 1
	}
	return 0
}
