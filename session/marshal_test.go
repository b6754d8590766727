package session

import (
	"encoding/json"
	"testing"

	"github.com/osi-go/osi/internal/mirror"
)

// The JSON of an SPDU, valid or not, gives it back.
func TestJSON(t *testing.T) {
	t.Parallel()
	for typ := TypeCN; typ <= TypeNL; typ++ {
		f := filler(uint64(typ))
		for range mirror.Count(*mirrorCount / 3) {
			s := newSPDU(typ)
			f.Fill(s)
			mirror.RoundTrip(t, s)
		}
	}
}

// Names are those of X.225, and numbers and bits without one are kept.
func TestMarshalText(t *testing.T) {
	t.Parallel()
	mirror.Texts(t, map[string]FunctionalUnits{"": 0, "HD,SY,ACT": FUHalfDuplex | FUMinorSynchronize | FUActivityManagement, "NEST": FUNestedConnections, "FD,bit14,bit15": FUDuplex | 3<<14}, mirror.Bits[FunctionalUnits]()...)
	mirror.Texts(t, map[string]Tokens{"": 0, "dk,mi,ma,tr": allTokens, "dk,bit1": 3, "bit7": 128}, mirror.All[Tokens]()...)
	mirror.Texts(t, map[string]Version{"none": 0, "1": Version1, "2": Version2, "1,2": 3, "2,bit7": 130}, mirror.All[Version]()...)
	mirror.Texts(t, map[string]ProtocolOptions{"": 0, "extended concatenation": ExtendedConcatenation, "bit4": 16}, mirror.All[ProtocolOptions]()...)
	mirror.Texts(t, map[string]SyncType{"": 0, "no confirmation": NoConfirmation, "no confirmation,data separation": 3, "bit2": 4}, mirror.All[SyncType]()...)
	mirror.Texts(t, map[string]TransportDisconnect{"": 0, "release,user abort": 3, "protocol error": ProtocolError, "bit7": 128}, mirror.All[TransportDisconnect]()...)
	mirror.Texts(t, map[string]Enclosure{"none": 0, "whole": EnclosureWhole, "enclosure(5)": 5}, mirror.All[Enclosure]()...)
	mirror.Texts(t, map[string]ExceptionReason{"demand data token": DemandDataToken, "reason(2)": 2}, mirror.All[ExceptionReason]()...)
	mirror.Texts(t, map[string]RefuseReason{"session selector unknown": RefusedSelectorUnknown, "reason(3)": 3}, mirror.All[RefuseReason]()...)
	mirror.Texts(t, map[string]ResyncType{"restart": ResyncRestart, "set": ResyncSet, "type(3)": 3}, mirror.All[ResyncType]()...)
	mirror.Texts(t, map[string]PrepareType{"PR-RS": PrepareResync, "type(5)": 5}, mirror.All[PrepareType]()...)
	mirror.Texts(t, map[string]TransportReason{"normal transport disconnection": TransportNormal, "reason(9)": 9}, mirror.All[TransportReason]()...)
	mirror.Texts(t, map[string]Type{"": TypeNone, "CN": TypeCN, "MAA/AEA": TypeMAA, "NL": TypeNL, "type(99)": 99}, mirror.All[Type]()...)
	mirror.Texts(t, map[string]Flow{"expedited": FlowExpedited, "flow(3)": 3}, mirror.All[Flow]()...)
}

// A serial number in JSON is its digits.
func TestSerialNumberJSON(t *testing.T) {
	t.Parallel()
	for want, n := range map[string]SerialNumber{"null": nil, `""`: {}, `"000123"`: SerialNumber("000123"), `"0x0a"`: {10}} {
		b, err := json.Marshal(n)
		if err != nil || string(b) != want {
			t.Errorf("%q is %s, %v; want %s", n, b, err, want)
		}
		back := SerialNumber("1")
		if err := json.Unmarshal(b, &back); err != nil || mirror.Diff(n, back) != "" {
			t.Errorf("%s is %#v, %v", b, back, err)
		}
	}
}
