package transport_test

import (
	"testing"

	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/transport"
)

// The JSON of a TPDU, valid or not, gives it back.
func TestJSON(t *testing.T) {
	t.Parallel()
	f := newFiller(224)
	for _, fresh := range newPDUs {
		for range mirror.Count(*mirrored / 10) {
			p := fresh()
			f.Fill(p)
			mirror.RoundTrip(t, p)
		}
	}
	for range mirror.Count(100) {
		u := new(transport.UseNetwork)
		f.Fill(u)
		mirror.RoundTrip(t, u)
	}
}

// Names are those of X.224, and numbers without one are kept.
func TestTexts(t *testing.T) {
	t.Parallel()
	mirror.Texts(t, map[string]transport.ClassSet{"": 0, "4,2": 0x14, "7": 0x80}, mirror.All[transport.ClassSet]()...)
	mirror.Texts(t, map[string]transport.Options{"": 0, "expedited, selective acknowledgement": 0x11, "reserved": 0x80}, mirror.All[transport.Options]()...)
	mirror.Texts(t, map[string]transport.TPDUSize{"absent": 0, "128": 7, "1024": transport.TPDUSize1024, "65536": 16, "size(6)": 6, "size(17)": 17}, mirror.All[transport.TPDUSize]()...)
	mirror.Texts(t, map[string]transport.Reason{"congestion at TSAP": transport.ReasonCongestion, "normal disconnect": transport.ReasonNormal, "reason(255)": 255}, mirror.All[transport.Reason]()...)
	mirror.Texts(t, map[string]transport.RejectCause{"invalid TPDU type": transport.CauseTPDUType, "cause(127)": 127}, mirror.All[transport.RejectCause]()...)
	mirror.Texts(t, map[string]transport.Protocol{"X.224": transport.ProtocolConnection, "protocol(0)": 0}, mirror.All[transport.Protocol]()...)
}
