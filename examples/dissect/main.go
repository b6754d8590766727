// Command dissect prints the PDUs in captures, MTA trace logs and hex, each with its fields, their
// values and offsets, and what is wrong with it; or who calls whom, or what a gate would stop.
// docs/dissect.md has its first minute, and dissect -h what it reads and prints.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	os.Exit(dissect(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// The exit statuses.
const (
	allRead    = 0
	brokenFile = 1 // some input could not be read to its end, or the output not be written
	wrongUsage = 2
	noneFound  = 3 // nothing to dissect
	wouldStop  = 4 // -check has something that the gate would stop
)

func dissect(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	o, err := parse(args, stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return allRead
	case err != nil:
		fmt.Fprintf(stderr, "dissect: %v; dissect -h helps\n", err)
		return wrongUsage
	}
	r, err := newRun(o, stdin, stdout, stderr)
	if err != nil {
		fmt.Fprintf(stderr, "dissect: %v\n", err)
		return wrongUsage
	}
	return r.all()
}

// all dissects every input, and returns the exit status.
func (r *run) all() int {
	status, found := allRead, 0
	fail := func(name string, err error) {
		fmt.Fprintf(r.stderr, "dissect: %s: %v\n", name, err)
		status = brokenFile
	}
	for _, name := range r.o.files {
		before := r.seen()
		r.name, r.nothing = name, ""
		err := r.input(name)
		if err != nil {
			fail(name, err)
		}
		switch now := r.seen(); {
		case now > before:
			found++
		case err == nil:
			fmt.Fprintf(r.stderr, "dissect: %s: nothing found: %s\n", name, r.nothing)
		}
	}
	if r.dropped > 0 {
		fmt.Fprintf(r.stderr, "dissect: %d connections were given up, those that were silent longest: too many were open\n", r.dropped)
	}
	if text := r.o.filter.missed(); text != "" {
		fmt.Fprintf(r.stderr, "dissect: -pdu: %s\n", text)
	}
	if r.gate != nil && !r.o.json {
		r.gate.table(r.out)
	}
	if err := r.notes.close(); err != nil {
		fail(r.o.annotate, err)
	} else if r.notes != nil {
		fmt.Fprintf(r.stderr, "dissect: %s: %d comments\n", r.o.annotate, r.notes.faults)
	}
	if err := r.out.flush(); err != nil {
		fail("output", err)
	}
	switch {
	case status != allRead:
	case found == 0:
		status = noneFound
	case r.gate != nil && r.gate.hit > 0:
		status = wouldStop
	}
	return status
}

const usage = `usage: dissect [options] [file …]
       dissect [options] -i interface

prints the PDUs in X.25, RFC 1006 and OSI upper-layer traffic: every field with its value and
[offset], and every fault with the rule that it breaks.

A file is
  - a capture, pcap or pcapng: TPKTs and X.25 over TCP on any port, found by the CR, CC or call in
    front; LAPB with direction (link types 207, 196), X.25 in Ethernet frames of type 6000 and 0805,
    packets exported by Wireshark;
  - the trace log of an MTA, with xm[ n] and rv[ n] lines;
  - a list of X.25 packets, one a line: A>B 10010f # comment;
  - hex, plain or as od, hexdump, xxd, tcpdump -x or Wireshark show it, of one side, in blocks
    separated by blank lines;
  - any of these in gzip or zstd.
Without a file, or for "-", it reads standard input, and prints as octets come.

  dissect traffic.pcap                          every PDU, as a tree
  dissect -summary *.pcapng.gz                  who called whom, and how it ended
  dissect -pdu AARQ,AARE traffic.pcap           these PDUs alone
  dissect -layer session -conn 3 traffic.pcap   one layer of one connection
  dissect -json traffic.pcap | jq .             one object a PDU, one an association
  dissect -check default traffic.pcap           what the gate would stop
  dissect -annotate out.pcapng traffic.pcap     a copy for Wireshark, faults as comments
  tcpdump -U -w - port 102 | dissect            live, through a pipe
  dissect -i eth0                               live, on Linux
  echo 02f080 0d00 | dissect                    hex

`

const usageStatus = `
Exit status: 0 all was read, 1 an input is broken, 2 wrong usage, 3 nothing was found, 4 the gate of
-check would stop something. Faulty PDUs are output, not failures.
`

// help prints the usage with the options.
func help(w io.Writer, flags *flag.FlagSet) {
	var options strings.Builder
	flags.SetOutput(&options)
	flags.PrintDefaults()
	flags.SetOutput(io.Discard)
	fmt.Fprint(w, usage, options.String(), usageStatus)
}
