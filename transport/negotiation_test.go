package transport_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// X.224 6.5.5 Table 3: the classes that may answer, by preferred class and alternative.
func TestChoices(t *testing.T) {
	t.Parallel()
	table := [5]map[int]string{
		0: {-1: "0"},
		1: {-1: "1,0", 0: "1,0", 1: "1,0"},
		2: {-1: "2", 0: "2,0", 2: "2"},
		3: {-1: "3,2", 0: "3,2,0", 1: "3,2,1,0", 2: "3,2", 3: "3,2"},
		4: {-1: "4,2", 0: "4,2,0", 1: "4,2,1,0", 2: "4,2", 3: "4,3,2", 4: "4,2"},
	}
	for p, row := range table {
		for a := -1; a <= 4; a++ {
			c := transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Class: transport.Class(p), Options: osi.Some(transport.Options(0))}}
			if p == 0 {
				c.Options = osi.Opt[transport.Options]{}
			}
			if a >= 0 {
				c.Alternatives = 1 << a
			}
			want, valid := row[a]
			if _, err := c.AppendBinary(nil); (err == nil) != valid {
				t.Errorf("class %d, alternative %d: %v", p, a, err)
			}
			if got := c.Choices().String(); valid && got != want {
				t.Errorf("class %d, alternative %d: %s, want %s", p, a, got, want)
			}
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		transport.Class(4).String():                                       "class 4",
		transport.ClassSet(0b10101).String():                              "4,2,0",
		transport.TPDUSize2048.String():                                   "2048",
		transport.TPDUSize(0).String():                                    "absent",
		(transport.OptionExpedited | transport.OptionNoChecksum).String(): "expedited, no checksum",
		transport.ParameterTPDUSize.String():                              "TPDU size",
		transport.ParameterCode(0xee).String():                            "parameter EE",
		transport.Reason(0x8a).String():                                   "header or parameter length invalid",
		transport.Reason(0x86).String():                                   "reason(134)",
		transport.CauseParameterCode.String():                             "invalid parameter code",
		transport.RejectCause(9).String():                                 "cause(9)",
		transport.ProtocolConnectionless.String():                         "X.234",
		transport.Protocol(9).String():                                    "protocol(9)",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
