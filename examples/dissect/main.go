// Command dissect prints the PDUs in captures, MTA trace logs and hex, each with its fields, their
// values and offsets, and what is wrong with it.
//
//	dissect [-json] [-octets which] [-passwords] [-port 102,…] [-xot 1998,…] [-as carrier] [file …]
//
// A file is one of
//
//   - a pcap or pcapng capture: TPKT on -port and X.25 over TCP on -xot, also in VLANs, fragments
//     and on loopback; LAPB with direction (link type 207), X.25 in Ethernet frames of type 6000
//     (Linux lapbether) and 0805, packets exported by Wireshark;
//   - the trace log of an MTA, with xm[ n] and rv[ n] lines;
//   - a list of X.25 packets, one a line: A>B 10010f # comment;
//   - hex, plain or as od, hexdump, xxd or tcpdump -x print it, in blocks separated by blank lines.
//
// Without a file, or for "-", it reads standard input. Offsets in brackets count from the first
// octet of their PDU; the offset of a PDU counts in what its side sent: the TCP stream, the frames
// of a link, its packets, the entries of a log. Of what came in parts it is that of the last.
//
// Of data that a higher layer decodes the length is shown; -octets all shows them and, with -json,
// the octets of each PDU. Passwords are masked unless -passwords is given; in all octets they can
// be read.
//
// With -json it prints one object per PDU, that of package dump:
//
//	{"frame":4,"dir":"initiator","layer":"transport","pdu":"CR","offset":4,"length":19,"fields":{…},"offsets":{…}}
//
// frame is the number of the frame that completed the PDU, absent where there are none; a note,
// such as that of a gap, is an object of layer "none" with the member note.
//
// Everything that real peers do beyond the standards is tolerated and named. Faulty PDUs are
// output, not failures: the exit status is 0 when all input could be read, 1 when some could not, 2
// for a wrong call.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/term"

	"github.com/osi-go/osi/dump"
	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/examples/internal/text"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25/xot"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// options are what the flags say.
type options struct {
	ports []uint16 // of TPKT
	xot   []uint16 // of X.25 over TCP
	as    string   // one of carriers: what hex is; empty when not said
	dump  dump.Options
}

// carriers are the values of -as.
var carriers = []string{"tpkt", "nsdu", "tsdu", "x25", "xot", "lapb"}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("dissect", flag.ContinueOnError)
	flags.SetOutput(stderr)
	asJSON := flags.Bool("json", false, "print one JSON object per PDU")
	ports := flags.String("port", strconv.Itoa(transport.Port), "TCP `ports` that carry TPKTs, separated by commas")
	xotPorts := flags.String("xot", strconv.Itoa(xot.Port), "TCP `ports` that carry X.25, separated by commas")
	as := flags.String("as", "", "what hex input is: "+strings.Join(carriers, ", ")+" (default tpkt when it begins like one, else nsdu)")
	var o options
	flags.TextVar(&o.dump.Octets, "octets", dump.OctetsOwn, "show `which` octets: own, all (also those of PDUs and of higher layers; passwords can be read in them), none")
	flags.BoolVar(&o.dump.Passwords, "passwords", false, "show passwords")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	o.as = *as
	if o.as != "" && !slices.Contains(carriers, o.as) {
		fmt.Fprintf(stderr, "dissect: unknown carrier %q\n", o.as)
		return 2
	}
	var err error
	if o.ports, err = portList(*ports); err == nil {
		o.xot, err = portList(*xotPorts)
	}
	if err != nil {
		fmt.Fprintf(stderr, "dissect: %v\n", err)
		return 2
	}
	out := bufio.NewWriter(stdout)
	var p printer = &tree{w: out, o: o.dump}
	if *asJSON {
		p = &jsonLines{w: out, o: o.dump}
	}
	files := flags.Args()
	if len(files) == 0 {
		files = []string{"-"}
	}
	status := 0
	for _, name := range files {
		if err := dissectFile(name, stdin, stderr, o, p); err != nil {
			fmt.Fprintf(stderr, "dissect: %s: %v\n", name, err)
			status = 1
		}
	}
	if err := out.Flush(); err != nil {
		fmt.Fprintf(stderr, "dissect: %v\n", err)
		status = 1
	}
	return status
}

func portList(list string) (ports []uint16, err error) {
	if list == "" {
		return nil, nil
	}
	for word := range strings.SplitSeq(list, ",") {
		port, err := strconv.ParseUint(word, 10, 16)
		if err != nil {
			return nil, fmt.Errorf("bad port %q", word)
		}
		ports = append(ports, uint16(port))
	}
	return ports, nil
}

func dissectFile(name string, stdin io.Reader, stderr io.Writer, o options, p printer) error {
	if name == "-" {
		return dissect(stdin, o, p)
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	info, err := f.Stat()
	if err != nil {
		return err
	}
	var r io.Reader = f
	if e, ok := stderr.(*os.File); ok && term.IsTerminal(int(e.Fd())) {
		progress := &progress{r: f, size: info.Size(), w: e}
		defer progress.clear()
		r = progress
	}
	return dissect(r, o, p)
}

// dissect finds out what r is, by its first octets, and dissects it.
func dissect(r io.Reader, o options, p printer) error {
	const enough = 1 << 16
	in := bufio.NewReaderSize(r, enough)
	head, err := in.Peek(enough)
	if err != nil && err != io.EOF && len(head) == 0 {
		return err
	}
	switch {
	case capture.IsCapture(head):
		return dissectCapture(in, o, p)
	case text.IsLog(head):
		return dissectLog(in, p)
	case text.IsPackets(head):
		return dissectPackets(in, p)
	case bytes.IndexByte(head, 0) >= 0:
		return fmt.Errorf("neither a capture nor text")
	}
	return dissectDump(in, o, p)
}

// progress tells a terminal how much of a long file has been read.
type progress struct {
	r          io.Reader
	w          io.Writer
	read, size int64
	shown      int64
}

func (p *progress) Read(b []byte) (int, error) {
	const step = 8 << 20
	n, err := p.r.Read(b)
	p.read += int64(n)
	if p.read-p.shown >= step && p.size > 0 {
		p.shown = p.read
		fmt.Fprintf(p.w, "\r%3d %%", 100*p.read/p.size)
	}
	return n, err
}

func (p *progress) clear() {
	if p.shown > 0 {
		fmt.Fprint(p.w, "\r     \r")
	}
}
