package presentation_test

import (
	"testing"

	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/presentation"
)

// The JSON of a PPDU, valid or not, gives it back.
func TestJSON(t *testing.T) {
	t.Parallel()
	for _, m := range mirrorTypes() {
		f := filler(226)
		for range mirror.Count(*mirrored / 5) {
			mirror.RoundTrip(t, m.fresh(f))
		}
	}
	for _, v := range load(t) {
		var d presentation.Decoder
		if p, err := d.Decode(forms[v.Get("form")], v.Octets); err == nil {
			mirror.RoundTrip(t, p, "joined", "spare", "spareIDs", "spareOutcomes")
		}
	}
	f := filler(227)
	for range mirror.Count(*mirrored / 5) {
		mirror.RoundTrip(t, fillPublic(f, new(presentation.Data)))
		d := new(presentation.ShortData)
		f.Fill(d)
		mirror.RoundTrip(t, d)
	}
}

// Names are those of X.226, and numbers without one are kept.
func TestTexts(t *testing.T) {
	t.Parallel()
	numbers := []int64{-1, 99, 255, 256, 1 << 40, -1 << 63}
	mirror.Texts(t, map[string]presentation.Form{"octet-aligned": presentation.OctetAligned, "form(200)": 200}, mirror.All[presentation.Form]()...)
	mirror.Texts(t, map[string]presentation.EncodingChoice{"BER": presentation.EncodingBasic, "encoding(4)": 4}, mirror.All[presentation.EncodingChoice]()...)
	mirror.Texts(t, map[string]presentation.Primitive{"TD": presentation.SData, "S-RELEASE confirm": presentation.SReleaseConfirm, "UD": presentation.SUnitData, "primitive(30)": 30}, mirror.All[presentation.Primitive]()...)
	mirror.Texts(t, map[string]presentation.ShortReason{"temporary congestion": presentation.ShortTemporaryCongestion, "reason(8)": 8}, mirror.All[presentation.ShortReason]()...)
	mirror.Texts(t, map[string]presentation.Side{"initiator": presentation.Initiator, "side(2)": 2}, mirror.All[presentation.Side]()...)
	mirror.Texts(t, map[string]presentation.Event{"CPA": presentation.EventCPA, "event(300)": 300, "event(-1)": -1}, convert[presentation.Event](numbers)...)
	mirror.Texts(t, map[string]presentation.AbortReason{"unexpected PPDU": presentation.AbortUnexpectedPPDU, "reason(300)": 300}, convert[presentation.AbortReason](numbers)...)
	mirror.Texts(t, map[string]presentation.RejectReason{"reason(-7)": -7}, convert[presentation.RejectReason](append(numbers, 0, 1, 2, 3, 4, 5, 6, 7, 8))...)
	mirror.Texts(t, map[string]presentation.Outcome{"acceptance": 0, "user-rejection": 1, "provider-rejection": 2, "result(3)": 3}, convert[presentation.Outcome](numbers)...)
	mirror.Texts(t, map[string]presentation.ContextReason{"abstract syntax not supported": 1, "reason(4)": 4}, convert[presentation.ContextReason](numbers)...)

	mirror.Texts(t, map[string]presentation.Versions{"": 0, "version-1": 1, "version-1,bit31": 1<<31 | 1}, mirror.Bits[presentation.Versions]()...)
	mirror.Texts(t, map[string]presentation.Requirements{"": 0, "context-management,restoration": 3, "bit2": 4}, mirror.All[presentation.Requirements]()...)
	mirror.Texts(t, map[string]presentation.Options{"nominated-context": 1, "short-encoding,packed-encoding-rules": 6, "bit7": 128}, mirror.All[presentation.Options]()...)
	mirror.Texts(t, map[string]presentation.SessionRequirements{"half-duplex,minor-synchronize": 9, "data-separation": 1 << 12, "bit13,bit15": 5 << 13}, mirror.Bits[presentation.SessionRequirements]()...)
}

func convert[T ~int64](numbers []int64) (all []T) {
	for _, n := range numbers {
		all = append(all, T(n))
	}
	return all
}
