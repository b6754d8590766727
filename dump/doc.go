// Package dump writes the events of package stack for people and for programs: as a tree of lines,
// and as JSON, one object a line.
//
//	for e := range conn.Feed(osi.FromInitiator, octets) {
//		out = dump.AppendJSON(out[:0], &e, nil)
//		os.Stdout.Write(out)
//	}
//
// # Schema
//
// The JSON object of an event has these members, of which only dir, layer, offset and length are
// always there:
//
//	dir        string   "initiator" or "responder": who sent it
//	channel    number   X.25 logical channel
//	layer      string   of the PDU or of the fault; "none" for octets that no layer decodes
//	pdu        string   abbreviation of the standard, "CR"; of a fault only when it is known
//	offset     number   of the PDU among all octets fed in its direction
//	length     number   of its octets
//	octets     string   the PDU in hex, see [Octets]
//	fields     object   the fields of the PDU, by name
//	offsets    object   where the fields lie in the PDU, by path: {"Contexts[0].ID":31}
//	tolerated  array    of strings: names of the deviations that were accepted
//	error      object   strings rule, kind, clause, field, text, and numbers offset, got, want
//
// A field has the type that docs/dump.md gives for it: the same in every event. These are the kinds
// of value:
//
//	number   JSON number
//	flag     true; a flag that is not set is left out
//	name     string: what the standard calls the value; "reason(99)" when it has no name
//	names    array of strings: the members of a set
//	code     {"code":67,"text":"…"}: causes and diagnostics of X.25, which share texts
//	oid      {"oid":"2.1.1","name":"basic-encoding"}; name only when it is known
//	text     string: addresses, selectors, titles, names; octets that are no text as "0x…"
//	octets   string of hex digits
//	data     {"length":5,"octets":"…"}: user data and values of other layers, see [Octets]
//	secret   string: "(masked)" unless [Options] asks for it, else as text
//
// What is absent in the PDU is left out. So is a number that is 0 where the standard makes absence
// equal 0. An offset counts from the first octet of the PDU, and is that of the first octet of the
// value.
//
// Rule IDs and JSON names are API: within a major version they keep their meaning and type. New
// members, fields and names of values may come; a reader ignores those it does not know.
//
// The tree has the same fields under the same names. Its layout is for people and may change.
//
// # Secrets
//
// Passwords of an AARQ or AARE and of MTA bind values are masked, and so are network user
// identifications of X.25. By default the octets of PDUs and of the data of higher layers are left
// out, since they would show in hex what is masked. OctetsAll shows them, and with them the
// passwords. Octets that no layer decodes, because [stack.Config] ends at a lower layer or a fault
// stopped the decoder, are shown as they are, unless OctetsNone leaves them out; so are parameters
// and elements that the standard does not know. The tree shows the octet at fault and, for TPKT,
// transport, XOT and LAPB, the octets around it.
//
// # Concurrency
//
// The functions may be called concurrently. They neither modify nor keep the event and the options.
//
// # Speed
//
// No reflection is used. An event costs no allocation but growth of the buffer, with these
// exceptions: faults, Directory names, and numbers that have no name.
package dump

//go:generate go run github.com/osi-go/osi/internal/text/generate

import "github.com/osi-go/osi/internal/text"

// Octets says which octets are shown.
type Octets uint8

// The choices. The tree shows at most 32 octets of a field.
const (
	// OctetsOwn shows the octets of fields that are values in themselves, such as references, and
	// those that no layer decodes. Of the data of higher layers it shows the length.
	OctetsOwn  Octets = iota
	OctetsAll         // also those of the whole PDU (JSON only) and of the data of higher layers; passwords can be read in them
	OctetsNone        // none: of data only the length is shown, and fields of kind octets are left out
)

var octetsNames = [...]string{"own", "all", "none"}

// String returns "own", "all" or "none"; "octets(9)" for a number that names none.
func (o Octets) String() string { return text.Name(octetsNames[:], o, "octets") }

// Options says what is shown. The zero Options suits a log; a nil pointer means the same.
type Options struct {
	Octets    Octets
	Passwords bool // show secrets as text, not as "(masked)"
	NoOffsets bool // leave out the offsets of fields
	// Skip is the number of octets at the front of the PDU that were not received, as in a log that
	// leaves out the header of a packet. They and their fields are not shown, and all offsets count
	// behind them.
	Skip int
}
