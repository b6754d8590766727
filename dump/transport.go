package dump

import "github.com/osi-go/osi/transport"

// parameters marks the parameters of the TPDU.
func (w *writer) parameters(f transport.Format) {
	for p, err := range transport.Parameters(w.pdu, f) {
		if err != nil {
			return
		}
		w.marks = append(w.marks, mark{uint32(p.Code), p.Offset + 2, noOffset})
	}
}

// parameter returns where the value of a parameter lies.
func (w *writer) parameter(c transport.ParameterCode) int { return w.marks.at(uint32(c)) }

// The offsets of the fixed part, X.224 13.3 to 13.12.
const (
	atCredit = 1
	atDst    = 2
	atSrc    = 4
	atClass  = 6
	atReason = 6
)

func (w *writer) tpdu(p transport.TPDU) {
	switch p := p.(type) {
	case *transport.ConnectionRequest:
		w.parameters(transport.Format{})
		w.connection(&p.Connection)
		w.count("Version", w.parameter(transport.ParameterVersion), int64(p.Version))
		w.classes("Alternatives", w.parameter(transport.ParameterAlternatives), p.Alternatives)
		optNumber(w, "ReassignmentTime", w.parameter(transport.ParameterReassignment), p.ReassignmentTime)
	case *transport.ConnectionConfirm:
		w.parameters(transport.Format{})
		w.count("DstRef", atDst, int64(p.DstRef))
		w.connection(&p.Connection)
	case *transport.DisconnectRequest:
		w.parameters(p.Format)
		w.references(p.DstRef, p.SrcRef)
		w.word("Reason", atReason, p.Reason.String())
		w.raw("AdditionalInfo", p.AdditionalInfo)
		w.checksum(p.Checksum)
		w.userData("UserData", p.UserData)
	case *transport.DisconnectConfirm:
		w.parameters(p.Format)
		w.references(p.DstRef, p.SrcRef)
		w.checksum(p.Checksum)
	case *transport.Data:
		w.dataTPDU(p)
	case *transport.ExpeditedData:
		w.parameters(p.Format)
		w.count("DstRef", atDst, int64(p.DstRef))
		w.count("Number", numberAt(p.Format.Class == 0), int64(p.Number))
		w.checksum(p.Checksum)
		w.userData("UserData", p.UserData)
	case *transport.DataAcknowledgement:
		w.acknowledgement(p)
	case *transport.ExpeditedAcknowledgement:
		w.parameters(p.Format)
		w.count("DstRef", atDst, int64(p.DstRef))
		w.count("Expected", numberAt(false), int64(p.Expected))
		w.checksum(p.Checksum)
	case *transport.Reject:
		w.count("DstRef", atDst, int64(p.DstRef))
		w.count("Expected", numberAt(false), int64(p.Expected))
		w.count("Credit", creditAt(p.Format), int64(p.Credit))
	case *transport.TPDUError:
		w.parameters(p.Format)
		w.count("DstRef", atDst, int64(p.DstRef))
		w.word("Cause", atSrc, p.Cause.String())
		w.raw("Invalid", p.Invalid)
		w.checksum(p.Checksum)
	case *transport.UnitData:
		w.parameters(transport.Format{})
		w.text("Source", p.Source)
		w.text("Destination", p.Destination)
		w.checksum(p.Checksum)
		w.userData("UserData", p.UserData)
	}
}

// numberAt returns where TPDU-NR lies: behind a DST-REF unless the format is the short one.
func numberAt(short bool) int {
	if short {
		return 2
	}
	return 4
}

// creditAt returns where the credit lies: in extended format behind the number.
func creditAt(f transport.Format) int {
	if f.Extended && f.Class > 1 {
		return 8
	}
	return atCredit
}

func (w *writer) references(dst, src uint16) {
	w.count("DstRef", atDst, int64(dst))
	w.count("SrcRef", atSrc, int64(src))
}

func (w *writer) checksum(present bool) {
	w.flag("Checksum", w.parameter(transport.ParameterChecksum), present)
}

func (w *writer) dataTPDU(p *transport.Data) {
	if p.Format.Class == 4 {
		w.parameters(p.Format)
	}
	at := numberAt(p.Format.Class < 2)
	w.count("DstRef", atDst, int64(p.DstRef))
	w.flag("EOT", at, p.EOT)
	w.flag("RequestAck", atCredit, p.RequestAck)
	w.count("Number", at, int64(p.Number))
	optNumber(w, "ExpeditedNumber", w.parameter(transport.ParameterExpeditedNumber), p.ExpeditedNumber)
	w.checksum(p.Checksum)
	w.userData("UserData", p.UserData)
}

func (w *writer) acknowledgement(p *transport.DataAcknowledgement) {
	w.parameters(p.Format)
	w.count("DstRef", atDst, int64(p.DstRef))
	w.count("Expected", numberAt(false), int64(p.Expected))
	w.count("Credit", creditAt(p.Format), int64(p.Credit))
	optNumber(w, "Subsequence", w.parameter(transport.ParameterSubsequence), p.Subsequence)
	if p.FlowControl.Present {
		v, at := &p.FlowControl.Value, w.parameter(transport.ParameterFlowControl)
		w.open("FlowControl", at)
		w.count("LowerWindowEdge", at, int64(v.LowerWindowEdge))
		w.count("YourSubsequence", at+4, int64(v.YourSubsequence))
		w.count("YourCredit", at+6, int64(v.YourCredit))
		w.close()
	}
	w.raw("SelectiveAck", p.SelectiveAck)
	w.checksum(p.Checksum)
}

// connection writes what CR and CC have in common.
func (w *writer) connection(c *transport.Connection) {
	w.count("Credit", atCredit, int64(c.Credit))
	w.count("SrcRef", atSrc, int64(c.SrcRef))
	w.word("Class", atClass, c.Class.String())
	w.flag("Extended", atClass, c.Extended)
	w.flag("NoFlowControl", atClass, c.NoFlowControl)
	w.text("Calling", c.Calling)
	w.text("Called", c.Called)
	if c.TPDUSize != 0 {
		w.number("TPDUSize", w.parameter(transport.ParameterTPDUSize), int64(c.TPDUSize.Octets()))
	}
	w.count("PreferredSize", w.parameter(transport.ParameterPreferredSize), int64(c.PreferredSize))
	optSet(w, "Options", w.parameter(transport.ParameterOptions), c.Options, transportOptions)
	w.raw("Protection", c.Protection)
	optNumber(w, "AckTime", w.parameter(transport.ParameterAckTime), c.AckTime)
	if c.ResidualErrorRate.Present {
		v, at := &c.ResidualErrorRate.Value, w.parameter(transport.ParameterErrorRate)
		w.open("ResidualErrorRate", at)
		w.count("Target", at, int64(v.Target))
		w.count("Minimum", at+1, int64(v.Minimum))
		w.count("TSDUSize", at+2, int64(v.TSDUSize))
		w.close()
	}
	optNumber(w, "Priority", w.parameter(transport.ParameterPriority), c.Priority)
	if c.TransitDelay.Present {
		v, at := &c.TransitDelay.Value, w.parameter(transport.ParameterTransitDelay)
		w.open("TransitDelay", at)
		w.count("CallingTarget", at, int64(v.CallingTarget))
		w.count("CallingMax", at+2, int64(v.CallingMax))
		w.count("CalledTarget", at+4, int64(v.CalledTarget))
		w.count("CalledMax", at+6, int64(v.CalledMax))
		w.close()
	}
	if c.Throughput.Present {
		v, at := &c.Throughput.Value, w.parameter(transport.ParameterThroughput)
		w.open("Throughput", at)
		w.rates("Maximum", at, &v.Maximum)
		if v.Average.Present {
			w.rates("Average", at+12, &v.Average.Value)
		}
		w.close()
	}
	optNumber(w, "InactivityTime", w.parameter(transport.ParameterInactivityTime), c.InactivityTime)
	if len(c.Ignored) > 0 {
		w.list("Ignored", noOffset)
		for i := range c.Ignored {
			w.open("", noOffset)
			w.word("Code", c.Ignored[i].Offset, c.Ignored[i].Code.String())
			w.raw("Value", c.Ignored[i].Value)
			w.close()
		}
		w.close()
	}
	w.userData("UserData", c.UserData)
}

func (w *writer) rates(name string, at int, r *transport.Rates) {
	w.open(name, at)
	w.count("CallingTarget", at, int64(r.CallingTarget))
	w.count("CallingMin", at+3, int64(r.CallingMin))
	w.count("CalledTarget", at+6, int64(r.CalledTarget))
	w.count("CalledMin", at+9, int64(r.CalledMin))
	w.close()
}

// classes writes a set of classes, the highest first.
func (w *writer) classes(name string, at int, s transport.ClassSet) {
	if s == 0 || !w.value(name, at) {
		return
	}
	if w.json {
		w.b = append(w.b, '[')
	}
	first := true
	for i := 7; i >= 0; i-- {
		if s>>i&1 != 0 {
			w.element(transportClasses[i], first)
			first = false
		}
	}
	w.endSet(name, at, first)
}
