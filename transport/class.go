package transport

import (
	"strconv"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
)

// Class is a protocol class of X.224, 0 to 4.
type Class uint8

const maxClass Class = 4

var classNames = [...]string{"class 0", "class 1", "class 2", "class 3", "class 4"}

// String returns "class 0" to "class 4".
func (c Class) String() string {
	if c <= maxClass {
		return classNames[c]
	}
	return "class " + strconv.Itoa(int(c))
}

// ClassSet is a set of classes: bit n is class n.
type ClassSet uint8

// Has reports whether c is in the set.
func (s ClassSet) Has(c Class) bool { return c <= maxClass && s&(1<<c) != 0 }

// String returns the classes from high to low: "4,2".
func (s ClassSet) String() string {
	var b strings.Builder
	for n := 7; n >= 0; n-- {
		if s&(1<<n) != 0 {
			if b.Len() > 0 {
				b.WriteByte(',')
			}
			b.WriteString(strconv.Itoa(n))
		}
	}
	return b.String()
}

// Format is what both sides have agreed on and TPDUs do not repeat. The zero Format is class 0 over
// a network service. The Format methods of CR and CC make it.
type Format struct {
	Class         Class
	Extended      bool // 31-bit numbers and 16-bit credit; has no effect in classes 0 and 1
	NoFlowControl bool // class 2 without AK, ED and EA; has no effect in other classes
	OverTCP       bool // RFC 1006: class 0 may have ED, and options and user data in CR and CC

	// Options are the additional options agreed on. Absent is not known: what depends on them is then
	// accepted with and without.
	Options osi.Opt[Options]
}

// credit reports whether an ED may have a credit, which is ignored: RFC 1006 6.
func (f Format) credit() bool { return f.Class == 0 && f.OverTCP }

// simple reports whether DT TPDUs have no DST-REF.
func (f Format) simple() bool { return f.Class <= 1 }

// long reports whether sequence numbers take four octets.
func (f Format) long() bool { return f.Extended && f.Class > 1 }

// maxNumber is the largest sequence number, X.224 6.10.3.
func (f Format) maxNumber() uint32 {
	if f.long() {
		return 1<<31 - 1
	}
	return 1<<7 - 1
}

// may reports whether option o is agreed on, or unknown.
func (f Format) may(o Options) bool { return f.Options.Or(o)&o != 0 }

// must reports whether option o is known to be agreed on.
func (f Format) must(o Options) bool { return f.Options.Or(0)&o != 0 }

// allows reports whether a TPDU of the connection may have the parameter.
func (f Format) allows(code ParameterCode) bool {
	return parameterSpecs[code].classes.Has(f.Class) &&
		(code != ParameterChecksum || !f.must(OptionNoChecksum)) &&
		(code != ParameterSelectiveAck || f.may(OptionSelectiveAck)) &&
		(code != ParameterExpeditedNumber || f.may(OptionNonBlocking))
}

// checksummed checks that a TPDU has a checksum where one is agreed on, X.224 13.2.3.1.
func (f Format) checksummed(k kind, present bool) error {
	if !present && f.Class == 4 && f.Options.Present && !f.must(OptionNoChecksum) {
		return fail(ruleChecksumMissing, k.String(), atUserData, 0, int(ParameterChecksum))
	}
	return nil
}

// TPDUSize is the code of a TPDU size, X.224 13.3.4 b: the size is 2 to the power of the code. Zero
// is absent.
type TPDUSize uint8

// The codes of the standard. In class 0 the largest is TPDUSize2048; osi.Class0TPDUSize admits
// more, up to 10 hex.
const (
	TPDUSize128 TPDUSize = 0x07 + iota // the default
	TPDUSize256
	TPDUSize512
	TPDUSize1024
	TPDUSize2048
	TPDUSize4096
	TPDUSize8192

	maxTolerated TPDUSize = 0x10
)

// Octets returns the size in octets; the default of X.224, 128, when absent. Over TCP an absent
// size means MaxTPDU, RFC 1006 6.
func (s TPDUSize) Octets() int {
	if s < TPDUSize128 || s > maxTolerated {
		return 128
	}
	return 1 << s
}

// String returns the size in octets, or "absent"; "size(6)" for a code that X.224 does not define.
func (s TPDUSize) String() string {
	switch {
	case s == 0:
		return "absent"
	case s < TPDUSize128 || s > maxTolerated:
		return "size(" + strconv.Itoa(int(s)) + ")"
	}
	return strconv.Itoa(s.Octets())
}

// Options is the additional option selection, X.224 13.3.4 g. Absent it means OptionExpedited alone
// in classes 1 to 4. Over TCP (RFC 1006) class 0 has OptionExpedited, too, and absent means none.
type Options uint8

// The options.
const (
	OptionExpedited           Options = 1 << iota // transport expedited data transfer
	OptionNoChecksum                              // non-use of checksum, class 4
	OptionReceiptConfirmation                     // class 1
	OptionNetworkExpedited                        // class 1
	OptionSelectiveAck                            // selective acknowledgement, class 4
	OptionRequestAck                              // request acknowledgement, classes 1, 3, 4
	OptionNonBlocking                             // non-blocking expedited data, class 4
	optionReserved
)

// optionsOf has the options that have a meaning in each class.
var optionsOf = [...]Options{
	0,
	OptionExpedited | OptionReceiptConfirmation | OptionNetworkExpedited | OptionRequestAck,
	OptionExpedited,
	OptionExpedited | OptionRequestAck,
	OptionExpedited | OptionNoChecksum | OptionSelectiveAck | OptionRequestAck | OptionNonBlocking,
}

// effective returns the options of o, which may be absent, that have a meaning in class c.
func (c Class) effective(o osi.Opt[Options], overTCP bool) Options {
	switch {
	case c > maxClass || c == 0 && !overTCP:
		return 0
	case c == 0:
		return o.Value & OptionExpedited
	}
	return o.Or(OptionExpedited) & optionsOf[c]
}

var optionNames = [...]string{
	"expedited", "no checksum", "receipt confirmation", "network expedited", "selective acknowledgement",
	"request acknowledgement", "non-blocking expedited", "reserved",
}

// String returns the names of the options set, joined by ", ".
func (o Options) String() string {
	return strings.ReplaceAll(text.Bits(uint64(o), optionNames[:]), ",", ", ")
}
