// Command associate is the ping of the upper layers: it opens an application association with any
// server of RFC 1006, says which layer answered what, and releases in order.
//
//	associate -psel 0x00000001 -ssel 0x0001 -tsel 0x0001 -context mms 192.0.2.1
//	associate -tsel MTA -context mts -mta NAME -password SECRET 192.0.2.1:102
//
// Each layer that answers is printed with all that it says: CC (transport), AC (session), CPA
// (presentation), AARE (ACSE), or the PDU that refuses or aborts (DR, RF, CPR, AARE, AB, ARP, ABRT)
// with the reason in words. Times are from the request to the answer; session, presentation and
// ACSE answer together. With -listen it answers instead, and with -refuse it refuses on purpose.
//
// PDUs are printed as package dump does. Selectors are text, or hex behind 0x. Passwords are
// masked.
//
// Exit codes:
//
//	0  the association was opened and released in order
//	1  something else failed, such as an answer that breaks the protocol
//	2  the command line is wrong
//	3  no network connection
//	4  no answer in time
//	5  transport refused: DR or ER, or the connection was closed behind the CR
//	6  session refused: RF, or the connection was closed behind the CN
//	7  presentation refused: CPR
//	8  ACSE refused: AARE
//	9  the association was aborted: AB, ARU, ARP or ABRT, or the connection was closed
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate"
)

// The exit codes.
const (
	exitReleased = iota
	exitOther
	exitUsage
	exitNetwork
	exitTime
	exitTransport
	exitSession
	exitPresentation
	exitACSE
	exitAborted
)

// exitRefused are the exit codes of a refusal by a layer above transport.
var exitRefused = map[osi.Layer]int{osi.Session: exitSession, osi.Presentation: exitPresentation, osi.ACSE: exitACSE}

func main() { os.Exit(run(os.Stdout, os.Stderr, os.Args[1:])) }

// settings are what the flags say.
type settings struct {
	called, calling selectors
	application     application
	listen          string
	any             bool // accept any application
	refuse          string
	host            string
	timeout         time.Duration
	tolerate        osi.Tolerance
	quiet           bool
	took            func(time.Duration) string // how a time is printed; nil: in milliseconds
}

// selectors are the address of an application above the network.
type selectors struct{ transport, session, presentation osi.Selector }

func run(out, errs io.Writer, args []string) int {
	s, err := configure(errs, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitReleased
	case err != nil:
		fmt.Fprintln(errs, "associate:", err)
		return exitUsage
	case s.listen != "":
		l, err := net.Listen("tcp", s.listen) //nolint:noctx // until the program is stopped
		if err != nil {
			fmt.Fprintln(errs, "associate:", err)
			return exitNetwork
		}
		fmt.Fprintf(out, "listening on %v\n", l.Addr())
		serve(l, s, out)
		return exitReleased
	}
	conn, err := net.DialTimeout("tcp", s.host, s.timeout)
	if err != nil {
		fmt.Fprintln(errs, "associate:", err)
		return exitNetwork
	}
	defer func() { _ = conn.Close() }()
	fmt.Fprintf(out, "connected to %v\n", conn.RemoteAddr())
	return ping(conn, s, out)
}

// configure reads the command line.
func configure(errs io.Writer, args []string) (*settings, error) {
	s := &settings{}
	flags := flag.NewFlagSet("associate", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() {
		fmt.Fprint(errs, "usage: associate [flags] HOST[:port]\n       associate [flags] -listen ADDRESS\n")
		flags.PrintDefaults()
	}
	flags.TextVar(&s.called.transport, "tsel", osi.Selector(nil), "called transport `selector`: text, or hex behind 0x")
	flags.TextVar(&s.called.session, "ssel", osi.Selector(nil), "called session `selector`")
	flags.TextVar(&s.called.presentation, "psel", osi.Selector(nil), "called presentation `selector`")
	flags.TextVar(&s.calling.transport, "calling-tsel", osi.Selector(nil), "calling transport `selector`")
	flags.TextVar(&s.calling.session, "calling-ssel", osi.Selector(nil), "calling session `selector`")
	flags.TextVar(&s.calling.presentation, "calling-psel", osi.Selector(nil), "calling presentation `selector`")
	context := flags.String("context", "", "`what` to associate for: mms, mts (X.400 MTA), acse (nothing above ACSE), or abstract syntaxes as object identifiers, joined by commas. Default: mms; with -listen, every application whose transfer syntax is BER")
	flags.TextVar(&s.application.name, "application", osi.OID{}, "application context name, an object `identifier`; default: that of -context")
	flags.TextVar(&s.application.title, "title", osi.OID{}, "called AP title, an object `identifier`")
	mta := flags.String("mta", "", "`name` of this MTA, for -context mts")
	password := flags.String("password", "", "password: of this MTA for -context mts, else that of ACSE")
	flags.StringVar(&s.listen, "listen", "", "answer on this `address` instead, such as :102. Callers must use the selectors that are given")
	flags.StringVar(&s.refuse, "refuse", "", "with -listen, refuse or abort by this `PDU`: "+strings.Join(refusalNames(), ", "))
	flags.DurationVar(&s.timeout, "timeout", 10*time.Second, "how long to wait for each answer")
	tolerate := flags.String("tolerate", "usual", "`deviations` of the peer to accept: usual, none, or names joined by commas")
	flags.BoolVar(&s.quiet, "q", false, "do not print the fields of PDUs")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	ok := true
	switch *tolerate {
	case "usual":
		s.tolerate = validate.Default().Tolerate
	case "none":
	default:
		s.tolerate, ok = osi.ParseTolerance(*tolerate)
	}
	if !ok {
		return nil, fmt.Errorf("no tolerance %q", *tolerate)
	}
	if _, ok := refusals[s.refuse]; s.refuse != "" && (!ok || s.listen == "") {
		return nil, fmt.Errorf("no refusal %q, or no -listen: see -help", s.refuse)
	}
	s.any = s.listen != "" && *context == "" && s.application.name.IsZero()
	if err := s.application.complete(*context, *mta, *password); err != nil {
		return nil, err
	}
	if s.listen != "" {
		if flags.NArg() > 0 {
			return nil, errors.New("-listen takes no host")
		}
		return s, nil
	}
	if flags.NArg() != 1 {
		return nil, errors.New("one host is needed: see -help")
	}
	if s.host = flags.Arg(0); !hasPort(s.host) {
		s.host = net.JoinHostPort(strings.Trim(s.host, "[]"), fmt.Sprint(transport.Port))
	}
	return s, nil
}

func hasPort(host string) bool {
	_, port, err := net.SplitHostPort(host)
	return err == nil && port != ""
}
