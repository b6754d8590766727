package transport

import (
	"strconv"
	"strings"
)

// Class is a protocol class of X.224, 0 to 4.
type Class uint8

const maxClass Class = 4

// String returns "class 0" to "class 4".
func (c Class) String() string { return "class " + strconv.Itoa(int(c)) }

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

// Format is what both sides have agreed on and TPDUs do not repeat: the class, and whether
// sequence numbers have the extended format (classes 2 to 4). The zero Format is class 0.
type Format struct {
	Class    Class
	Extended bool // 31-bit numbers and 16-bit credit; has no effect in classes 0 and 1
}

// simple reports whether DT TPDUs have no DST-REF.
func (f Format) simple() bool { return f.Class <= 1 }

// long reports whether sequence numbers take four octets.
func (f Format) long() bool { return f.Extended && f.Class > 1 }

// TPDUSize is the code of a TPDU size, X.224 13.3.4 b: the size is 2 to the power of the code. Zero is absent.
type TPDUSize uint8

// The codes of the standard. In class 0 the largest is TPDUSize2048.
const (
	TPDUSize128 TPDUSize = 0x07 + iota // the default
	TPDUSize256
	TPDUSize512
	TPDUSize1024
	TPDUSize2048
	TPDUSize4096
	TPDUSize8192
)

// Octets returns the size in octets; the default of X.224, 128, when absent. Over TCP an absent
// size means MaxTPDU, RFC 1006 6.
func (s TPDUSize) Octets() int {
	if s < TPDUSize128 || s > TPDUSize8192 {
		return 128
	}
	return 1 << s
}

// String returns the size in octets, or "absent".
func (s TPDUSize) String() string {
	if s == 0 {
		return "absent"
	}
	return strconv.Itoa(s.Octets())
}

// Options is the additional option selection, X.224 13.3.4 k. When the parameter is absent, and has a meaning in the class, it
// means OptionExpedited alone.
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

var optionNames = [...]string{
	"expedited", "no checksum", "receipt confirmation", "network expedited", "selective acknowledgement",
	"request acknowledgement", "non-blocking expedited", "reserved",
}

// String returns the names of the options set, joined by ", ".
func (o Options) String() string {
	var names []string
	for i, name := range optionNames {
		if o&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}
