package dump

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// The codes of parameters, X.225 8.3.
const (
	piSyncType         = 15
	piTokens           = 16
	piDisconnect       = 17
	piOptions          = 19
	piRequirements     = 20
	piTSDUSize         = 21
	piVersion          = 22
	piPrepare          = 24
	piEnclosure        = 25
	piTokenSetting     = 26
	piResyncType       = 27
	piReason           = 50
	piSecondResyncType = 53
	piUpperLimit       = 56
	piOverflow         = 60
	piParent           = 61
	piNested           = 62
)

// units marks the units of the SPDU.
func (w *writer) units(t session.Type) {
	for u, err := range session.Units(t, w.pdu) {
		if err != nil {
			return
		}
		if len(u.Value) > 0 { // an empty one stands for the default
			w.marks = append(w.marks, mark{uint32(u.Code), w.at(u.Value), absent})
		}
	}
}

func (w *writer) spdu(p session.SPDU) {
	w.units(p.Type())
	switch p := p.(type) {
	case *session.Connect:
		w.common(&p.Common)
		w.identifier("Identifier", &p.Identifier)
		w.item(&p.ConnectAcceptItem)
		w.requirements(p.Requirements)
		w.text("CallingSelector", p.CallingSelector)
		w.text("CalledSelector", p.CalledSelector)
		w.flag("Overflow", w.marks.at(piOverflow), p.Overflow)
		w.opt8("Parent", w.marks.at(piParent), p.Parent)
	case *session.Accept:
		w.common(&p.Common)
		w.identifier("Identifier", &p.Identifier)
		w.item(&p.ConnectAcceptItem)
		w.tokens(p.Tokens)
		w.requirements(p.Requirements)
		w.text("CallingSelector", p.CallingSelector)
		w.text("RespondingSelector", p.RespondingSelector)
	case *session.Refuse:
		w.common(&p.Common)
		w.identifier("Identifier", &p.Identifier)
		w.disconnect(p.Disconnect)
		w.requirements(p.Requirements)
		w.version(p.Version)
		if p.Reason.Present {
			w.word("Reason", w.marks.at(piReason), p.Reason.Value.String())
		}
	case *session.OverflowAccept:
		w.common(&p.Common)
		w.tsduSize(p.TSDUSize)
		w.version(p.Version)
	case *session.Finish:
		w.common(&p.Common)
		w.disconnect(p.Disconnect)
	case *session.Abort:
		w.common(&p.Common)
		w.someSet("Disconnect", w.marks.at(piDisconnect), uint64(p.Disconnect), transportDisconnect)
		w.raw("Reflect", p.Reflect)
	case *session.GiveTokens:
		w.common(&p.Common)
		w.tokens(p.Tokens)
	case *session.PleaseTokens:
		w.common(&p.Common)
		w.tokens(p.Tokens)
	case *session.UnitData:
		w.common(&p.Common)
		w.version(p.Version)
		w.text("CallingSelector", p.CallingSelector)
		w.text("CalledSelector", p.CalledSelector)
	case *session.ExceptionReport:
		w.common(&p.Common)
		w.raw("Reflect", p.Reflect)
	case *session.ExceptionData:
		w.common(&p.Common)
		w.word("Reason", w.marks.at(piReason), p.Reason.String())
	case *session.Prepare:
		w.common(&p.Common)
		w.word("PrepareType", w.marks.at(piPrepare), p.PrepareType.String())
		w.resyncType("ResyncType", piResyncType, p.ResyncType)
		w.resyncType("SecondType", piSecondResyncType, p.SecondType)
	case *session.Resynchronize:
		w.resync(&p.Resync)
	case *session.ResynchronizeAck:
		w.resync(&p.Resync)
	case *session.DataTransfer:
		w.common(&p.Common)
	case *session.ExpeditedData:
		w.common(&p.Common)
	case *session.TypedData:
		w.common(&p.Common)
	case *session.CapabilityData:
		w.common(&p.Common)
	case *session.CapabilityDataAck:
		w.common(&p.Common)
	case *session.GiveTokensConfirm:
		w.common(&p.Common)
	case *session.GiveTokensAck:
		w.common(&p.Common)
	case *session.ConnectDataOverflow:
		w.common(&p.Common)
	case *session.Disconnect:
		w.common(&p.Common)
	case *session.NotFinished:
		w.common(&p.Common)
	case *session.AbortAccept:
		w.common(&p.Common)
	case *session.Null:
		w.common(&p.Common)
	default:
		if !w.syncSPDU(p) {
			w.shortSPDU(p)
		}
	}
}

// syncSPDU writes the SPDUs of synchronization points and activities.
func (w *writer) syncSPDU(p session.SPDU) bool {
	switch p := p.(type) {
	case *session.MinorSyncPoint:
		w.common(&p.Common)
		w.someSet("SyncType", w.marks.at(piSyncType), uint64(p.SyncType), syncTypes)
		w.serial("Serial", p.Serial)
	case *session.MinorSyncAck:
		w.common(&p.Common)
		w.serial("Serial", p.Serial)
	case *session.MajorSyncPoint:
		w.common(&p.Common)
		w.serial("Serial", p.Serial)
	case *session.MajorSyncAck:
		w.common(&p.Common)
		w.serial("Serial", p.Serial)
		w.serial("SecondSerial", p.SecondSerial)
	case *session.ActivityStart:
		w.common(&p.Common)
		w.raw("Activity", p.Activity)
	case *session.ActivityResume:
		w.common(&p.Common)
		w.identifier("Connection", &p.Connection)
		w.raw("OldActivity", p.OldActivity)
		w.serial("Serial", p.Serial)
		w.serial("SecondSerial", p.SecondSerial)
		w.raw("Activity", p.Activity)
	case *session.ActivityInterrupt:
		w.common(&p.Common)
		w.exception(p.Reason)
	case *session.ActivityInterruptAck:
		w.common(&p.Common)
	case *session.ActivityDiscard:
		w.common(&p.Common)
		w.exception(p.Reason)
	case *session.ActivityDiscardAck:
		w.common(&p.Common)
	case *session.ActivityEnd:
		w.common(&p.Common)
		w.serial("Serial", p.Serial)
	default:
		return false
	}
	return true
}

func (w *writer) common(c *session.Common) {
	if c.Enclosure != 0 {
		w.word("Enclosure", w.marks.at(piEnclosure), c.Enclosure.String())
	}
	w.opt8("Nested", w.marks.at(piNested), c.Nested)
	w.userData("UserData", c.UserData)
	if len(c.Ignored) == 0 {
		return
	}
	w.list("Ignored", absent)
	for i := range c.Ignored {
		u := &c.Ignored[i]
		w.open("", absent)
		w.word("Code", u.Offset, u.Code.String())
		if u.Group != 0 {
			w.word("Group", absent, u.Group.String())
		}
		w.raw("Value", u.Value)
		w.close()
	}
	w.close()
}

func (w *writer) identifier(name string, r *session.References) {
	w.open(name, absent)
	w.raw("Called", r.Called)
	w.raw("Calling", r.Calling)
	w.raw("Common", r.Common)
	w.raw("Additional", r.Additional)
	w.close()
}

func (w *writer) item(i *session.ConnectAcceptItem) {
	w.someSet("Options", w.marks.at(piOptions), uint64(i.Options), protocolOptions)
	w.tsduSize(i.TSDUSize)
	w.version(i.Version)
	w.serial("InitialSerial", i.InitialSerial)
	w.tokenSetting("TokenSetting", i.TokenSetting)
	w.serial("SecondInitialSerial", i.SecondInitialSerial)
	w.opt8("UpperLimit", w.marks.at(piUpperLimit), i.UpperLimit)
	w.serial("LargeInitialSerial", i.LargeInitialSerial)
	w.serial("LargeSecondSerial", i.LargeSecondSerial)
}

func (w *writer) version(v session.Version) {
	w.someSet("Version", w.marks.at(piVersion), uint64(v), sessionVersions)
}

func (w *writer) tsduSize(s osi.Opt[session.TSDUSize]) {
	if !s.Present {
		return
	}
	at := w.marks.at(piTSDUSize)
	w.open("TSDUSize", at)
	w.number("ToResponder", part(at, 0), int64(s.Value.ToResponder))
	w.number("ToInitiator", part(at, 2), int64(s.Value.ToInitiator))
	w.close()
}

func (w *writer) requirements(u osi.Opt[session.FunctionalUnits]) {
	if u.Present {
		w.set("Requirements", w.marks.at(piRequirements), uint64(u.Value), functionalUnits)
	}
}

func (w *writer) tokens(t osi.Opt[session.Tokens]) {
	if t.Present {
		w.set("Tokens", w.marks.at(piTokens), uint64(t.Value), tokenNames)
	}
}

// sides are where a token is, by token of two bits and by side.
var sides = [4][4]string{
	{"dk initiator", "dk responder", "dk choice", "dk reserved"},
	{"mi initiator", "mi responder", "mi choice", "mi reserved"},
	{"ma initiator", "ma responder", "ma choice", "ma reserved"},
	{"tr initiator", "tr responder", "tr choice", "tr reserved"},
}

// tokenSetting writes the side of each token, whether or not the token is available.
func (w *writer) tokenSetting(name string, t osi.Opt[session.TokenSetting]) {
	at := w.marks.at(piTokenSetting)
	if !t.Present || !w.value(name, at) {
		return
	}
	if w.json {
		w.b = append(w.b, '[')
	}
	for i := range sides {
		w.element(sides[i][t.Value>>(2*i)&3], i == 0)
	}
	w.endSet(name, at, false)
}

func (w *writer) disconnect(d osi.Opt[session.TransportDisconnect]) {
	if d.Present {
		w.set("Disconnect", w.marks.at(piDisconnect), uint64(d.Value), transportDisconnect)
	}
}

func (w *writer) exception(r osi.Opt[session.ExceptionReason]) {
	if r.Present {
		w.word("Reason", w.marks.at(piReason), r.Value.String())
	}
}

func (w *writer) resyncType(name string, code uint32, t osi.Opt[session.ResyncType]) {
	if t.Present {
		w.word(name, w.marks.at(code), t.Value.String())
	}
}

func (w *writer) resync(p *session.Resync) {
	w.common(&p.Common)
	w.tokenSetting("TokenSetting", p.Tokens)
	w.resyncType("ResyncType", piResyncType, p.ResyncType)
	w.serial("Serial", p.Serial)
	w.resyncType("SecondType", piSecondResyncType, p.SecondType)
	w.serial("SecondSerial", p.SecondSerial)
}

func (w *writer) serial(name string, n session.SerialNumber) { w.text(name, n) }

func (w *writer) opt8(name string, at int, v osi.Opt[uint8]) {
	if v.Present {
		w.number(name, at, int64(v.Value))
	}
}
