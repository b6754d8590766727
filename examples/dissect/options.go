package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/osi-go/osi/dump"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25/xot"
)

// options are what the command line says.
type options struct {
	files    []string
	live     string   // the interface
	ports    []uint16 // that carry TPKTs whatever they seem to
	xot      []uint16 // that carry X.25
	as       string   // one of carriers: what hex is; empty when not said
	json     bool
	summary  bool
	annotate string // the copy; empty: none
	check    *validate.Policy
	filter   filter
	dump     dump.Options
}

// carriers are the values of -as.
var carriers = []string{"tpkt", "nsdu", "tsdu", "x25", "xot", "lapb"}

// parse reads the command line. It prints the help that is asked for.
func parse(args []string, stdout io.Writer) (*options, error) {
	o := &options{ports: []uint16{transport.Port}, xot: []uint16{xot.Port}}
	flags := flag.NewFlagSet("dissect", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {} // help prints it: wrong usage says what is wrong, and nothing else
	flags.BoolVar(&o.json, "json", false, "print JSON, one object a line: see docs/dissect.md")
	flags.BoolVar(&o.summary, "summary", false, "print associations only, as a table, or with -json as objects")
	flags.StringVar(&o.annotate, "annotate", "", "write a copy of the capture to `out.pcapng`, with the faults as comments of its packets")
	flags.StringVar(&o.live, "i", "", "capture on a network `interface`, until interrupted; on Linux")
	flags.Func("check", "list what a gate with this `policy` would stop: default, strict, rfc1006 or a JSON file", func(word string) error {
		p, err := policyOf(word)
		o.check = &p
		return err
	})
	listFlag(flags, &o.filter.layers, "layer", "show the `layers` in this list: lapb, xot, x25, tpkt, transport, session, presentation, acse, rtse, none (data that none of them decodes)", layer)
	listFlag(flags, &o.filter.pdus, "pdu", "show the `PDUs` in this list: CR,DT,AARQ", abbreviation)
	listFlag(flags, &o.filter.conns, "conn", "show the connections whose `numbers` are in this list", connNumber)
	flags.Func("octets", "show `which` octets: own, all (also those of PDUs and of higher layers; passwords can be read in them), none (or false)", o.setOctets)
	flags.BoolVar(&o.dump.Passwords, "passwords", false, "show passwords")
	listFlag(flags, &o.ports, "port", "take TCP connections to these `ports` for TPKTs, however they begin (default 102)", port)
	listFlag(flags, &o.xot, "xot", "take TCP connections to these `ports` for X.25, however they begin (default 1998)", port)
	flags.StringVar(&o.as, "as", "", "`what` hex is: "+strings.Join(carriers, ", ")+" (default tpkt when it begins like one, else nsdu)")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			help(stdout, flags)
		}
		return nil, err
	}
	o.files = flags.Args()
	return o, o.settle()
}

// settle checks what goes together.
func (o *options) settle() error {
	switch {
	case o.as != "" && !slices.Contains(carriers, o.as):
		return fmt.Errorf("unknown carrier %q", o.as)
	case o.live != "" && len(o.files) > 0:
		return errors.New("-i takes no files")
	case o.summary && o.check != nil:
		return errors.New("-summary and -check exclude one another")
	case o.annotates():
		return fmt.Errorf("%s: the copy would overwrite an input", o.annotate)
	case o.live != "":
		o.files = []string{o.live}
	case len(o.files) == 0:
		o.files = []string{"-"}
	}
	return nil
}

// annotates reports whether the copy is one of the inputs.
func (o *options) annotates() bool {
	to, err := os.Stat(o.annotate)
	return err == nil && slices.ContainsFunc(o.files, func(name string) bool {
		from, err := os.Stat(name)
		return err == nil && os.SameFile(from, to)
	})
}

func (o *options) setOctets(word string) error {
	switch word {
	case "true":
		word = dump.OctetsAll.String()
	case "false":
		word = dump.OctetsNone.String()
	}
	return o.dump.Octets.UnmarshalText([]byte(word))
}
