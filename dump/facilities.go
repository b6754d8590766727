package dump

import (
	"encoding"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// optAddress writes the text of an address, unless it is empty.
func optAddress[T interface {
	encoding.TextAppender
	Len() int
}](w *writer, name string, at int, a T) {
	if a.Len() == 0 || !w.value(name, at) {
		return
	}
	w.quote()
	w.b, _ = a.AppendText(w.b)
	w.quote()
	w.end(name, at)
}

// milliseconds writes a time if it is present.
func (w *writer) milliseconds(name string, d osi.Opt[time.Duration]) {
	if d.Present {
		w.number(name, noOffset, d.Value.Milliseconds())
	}
}

func (w *writer) facilities(name string, v x25.FacilityField) {
	if len(v) == 0 {
		return
	}
	at := w.at(v)
	w.list(name, at)
	for f, err := range v.All() {
		if err != nil {
			break // a packet with such a field is not decoded
		}
		w.open("", noOffset)
		w.word("Facility", at+f.Offset, f.Code().String())
		if !f.IsMarker() && !w.facility(f) {
			w.raw("Value", f.Value)
		}
		w.close()
	}
	w.close()
}

// facility writes the value of a facility. It reports false where the octets are all there is to
// say.
func (w *writer) facility(f x25.Facility) bool {
	switch f.Code() {
	case x25.CodeReverseCharging:
		v, ok := f.CallOptions()
		w.flag("ReverseCharging", noOffset, v.ReverseCharging)
		w.count("FastSelect", noOffset, int64(v.FastSelect))
		w.count("ICRD", noOffset, int64(v.ICRD))
		return ok
	case x25.CodeThroughput, x25.CodeThroughputExtended, x25.CodeMinimumThroughput, x25.CodeMinimumThroughputExtended:
		v, ok := f.ThroughputClasses()
		w.sizes(v.FromCalled.BitsPerSecond(), v.FromCalling.BitsPerSecond())
		return ok
	case x25.CodePacketSize:
		v, ok := f.PacketSizes()
		w.sizes(v.FromCalled, v.FromCalling)
		return ok
	case x25.CodeWindowSize:
		v, ok := f.WindowSizes()
		w.sizes(v.FromCalled, v.FromCalling)
		return ok
	case x25.CodeCUG, x25.CodeCUGOutgoing, x25.CodeBilateralCUG, x25.CodeCUGExtended, x25.CodeCUGOutgoingExtended:
		v, ok := f.ClosedUserGroup()
		w.count("Index", noOffset, int64(v.Index))
		w.flag("Extended", noOffset, v.Extended)
		w.flag("Outgoing", noOffset, v.Outgoing)
		w.flag("Bilateral", noOffset, v.Bilateral)
		return ok
	case x25.CodeNUI:
		w.secret("NUI", f.Value)
		return true
	case x25.CodeROA, x25.CodeROAExtended:
		v, ok := f.ROA()
		optAddress(w, "Networks", noOffset, v)
		return ok
	case x25.CodeCalledModified:
		v, ok := f.RedirectionReason()
		if ok {
			w.word("Reason", noOffset, v.String())
		}
		return ok
	case x25.CodeRedirection, x25.CodeDeflection:
		v, ok := f.Redirection()
		if ok {
			w.word("Reason", noOffset, v.Reason.String())
			optAddress(w, "Address", noOffset, v.Address)
		}
		return ok
	case x25.CodeTransitDelay:
		v, ok := f.TransitDelay()
		w.milliseconds("Delay", osi.Opt[time.Duration]{Value: v, Present: ok})
		return ok
	case x25.CodeCalledExtension, x25.CodeCallingExtension:
		v, ok := f.AddressExtension()
		w.count("Use", noOffset, int64(v.Use))
		optAddress(w, "Address", noOffset, v.Address)
		return ok
	case x25.CodeEndToEndDelay:
		v, ok := f.EndToEndDelay()
		w.milliseconds("Cumulative", osi.Opt[time.Duration]{Value: v.Cumulative, Present: ok})
		w.milliseconds("Requested", v.Requested)
		w.milliseconds("Maximum", v.Maximum)
		return ok
	case x25.CodePriority:
		v, ok := f.Priority()
		w.count("Data", noOffset, int64(v.Data))
		w.count("Gain", noOffset, int64(v.Gain))
		w.count("Keep", noOffset, int64(v.Keep))
		w.count("LowestData", noOffset, int64(v.LowestData))
		w.count("LowestGain", noOffset, int64(v.LowestGain))
		w.count("LowestKeep", noOffset, int64(v.LowestKeep))
		return ok
	case x25.CodeProtection:
		v, ok := f.Protection()
		w.count("Format", noOffset, int64(v.Format))
		w.raw("Level", v.Level)
		w.raw("Lowest", v.Lowest)
		return ok
	case x25.CodeChargingRequest, x25.CodeMonetaryUnit, x25.CodeSegmentCount, x25.CodeCallDuration, x25.CodeExpedited:
	}
	return false
}

// sizes writes the values of the two directions.
func (w *writer) sizes(fromCalled, fromCalling int) {
	w.count("FromCalled", noOffset, int64(fromCalled))
	w.count("FromCalling", noOffset, int64(fromCalling))
}
