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
			w.marks = append(w.marks, mark{uint32(u.Code), w.at(u.Value), noOffset})
		}
	}
}

// spdu writes an SPDU. Of the short forms of Amd.1, Special and the bits beside it are in the SI.
func (w *writer) spdu(p session.SPDU) {
	w.units(p.Type())
	w.common(session.CommonOf(p))
	switch p := p.(type) {
	case *session.Connect:
		w.identifier("Identifier", &p.Identifier)
		w.item(&p.ConnectAcceptItem)
		optSet(w, "Requirements", w.marks.at(piRequirements), p.Requirements, functionalUnits)
		w.text("CallingSelector", p.CallingSelector)
		w.text("CalledSelector", p.CalledSelector)
		w.flag("Overflow", w.marks.at(piOverflow), p.Overflow)
		optNumber(w, "Parent", w.marks.at(piParent), p.Parent)
	case *session.Accept:
		w.identifier("Identifier", &p.Identifier)
		w.item(&p.ConnectAcceptItem)
		optSet(w, "Tokens", w.marks.at(piTokens), p.Tokens, tokenNames)
		optSet(w, "Requirements", w.marks.at(piRequirements), p.Requirements, functionalUnits)
		w.text("CallingSelector", p.CallingSelector)
		w.text("RespondingSelector", p.RespondingSelector)
	case *session.Refuse:
		w.identifier("Identifier", &p.Identifier)
		optSet(w, "Disconnect", w.marks.at(piDisconnect), p.Disconnect, transportDisconnect)
		optSet(w, "Requirements", w.marks.at(piRequirements), p.Requirements, functionalUnits)
		w.version(p.Version)
		optWord(w, "Reason", w.marks.at(piReason), p.Reason)
	case *session.OverflowAccept:
		w.tsduSize(p.TSDUSize)
		w.version(p.Version)
	case *session.Finish:
		optSet(w, "Disconnect", w.marks.at(piDisconnect), p.Disconnect, transportDisconnect)
	case *session.Abort:
		w.someSet("Disconnect", w.marks.at(piDisconnect), uint64(p.Disconnect), transportDisconnect)
		w.raw("Reflect", p.Reflect)
	case *session.GiveTokens:
		optSet(w, "Tokens", w.marks.at(piTokens), p.Tokens, tokenNames)
	case *session.PleaseTokens:
		optSet(w, "Tokens", w.marks.at(piTokens), p.Tokens, tokenNames)
	case *session.UnitData:
		w.version(p.Version)
		w.text("CallingSelector", p.CallingSelector)
		w.text("CalledSelector", p.CalledSelector)
	case *session.ExceptionReport:
		w.raw("Reflect", p.Reflect)
	case *session.ExceptionData:
		w.word("Reason", w.marks.at(piReason), p.Reason.String())
	case *session.Prepare:
		w.word("PrepareType", w.marks.at(piPrepare), p.PrepareType.String())
		optWord(w, "ResyncType", w.marks.at(piResyncType), p.ResyncType)
		optWord(w, "SecondType", w.marks.at(piSecondResyncType), p.SecondType)
	case *session.Resynchronize:
		w.resync(&p.Resync)
	case *session.ResynchronizeAck:
		w.resync(&p.Resync)
	case *session.MinorSyncPoint:
		w.someSet("SyncType", w.marks.at(piSyncType), uint64(p.SyncType), syncTypes)
		w.text("Serial", p.Serial)
	case *session.MinorSyncAck:
		w.text("Serial", p.Serial)
	case *session.MajorSyncPoint:
		w.text("Serial", p.Serial)
	case *session.MajorSyncAck:
		w.text("Serial", p.Serial)
		w.text("SecondSerial", p.SecondSerial)
	case *session.ActivityStart:
		w.raw("Activity", p.Activity)
	case *session.ActivityResume:
		w.identifier("Connection", &p.Connection)
		w.raw("OldActivity", p.OldActivity)
		w.text("Serial", p.Serial)
		w.text("SecondSerial", p.SecondSerial)
		w.raw("Activity", p.Activity)
	case *session.ActivityInterrupt:
		optWord(w, "Reason", w.marks.at(piReason), p.Reason)
	case *session.ActivityDiscard:
		optWord(w, "Reason", w.marks.at(piReason), p.Reason)
	case *session.ActivityEnd:
		w.text("Serial", p.Serial)
	case *session.ShortConnect:
		w.count("Special", 0, int64(p.Special))
		w.summary(&p.Summary)
	case *session.ShortAccept:
		w.count("Special", 0, int64(p.Special))
		w.flag("Incomplete", noOffset, p.Incomplete)
		w.summary(&p.Summary)
	case *session.ShortConnectContinue:
		w.raw("Parameters", p.Parameters)
	case *session.ShortAcceptContinue:
		w.raw("Parameters", p.Parameters)
	case *session.ShortDataTransfer:
		w.count("Special", 0, int64(p.Special))
	case *session.ShortFinish:
		w.flag("Keep", 0, p.Keep)
	case *session.ShortDisconnect:
		w.flag("Keep", 0, p.Keep)
	case *session.ShortRefuse:
		w.flag("Release", noOffset, p.Release)
		w.flag("Persistent", noOffset, p.Persistent)
		w.flag("Recognized", noOffset, p.Recognized)
		w.raw("Response", p.Response)
	case *session.ShortAbort:
		w.flag("Keep", 0, p.Keep)
		w.someSet("Reason", noOffset, uint64(p.Reason), transportDisconnect)
	case *session.DataTransfer, *session.ExpeditedData, *session.TypedData, *session.CapabilityData, *session.CapabilityDataAck,
		*session.GiveTokensConfirm, *session.GiveTokensAck, *session.ConnectDataOverflow, *session.Disconnect,
		*session.NotFinished, *session.AbortAccept, *session.ActivityInterruptAck, *session.ActivityDiscardAck, *session.ShortRefuseContinue,
		*session.Null: // they have no more
	}
}

func (w *writer) common(c *session.Common) {
	if c.Enclosure != 0 {
		w.word("Enclosure", w.marks.at(piEnclosure), c.Enclosure.String())
	}
	optNumber(w, "Nested", w.marks.at(piNested), c.Nested)
	w.userData("UserData", c.UserData)
	w.list("Ignored", noOffset)
	for i := range c.Ignored {
		u := &c.Ignored[i]
		w.open("", noOffset)
		w.word("Code", u.Offset, u.Code.String())
		if u.Group != 0 {
			w.word("Group", noOffset, u.Group.String())
		}
		w.raw("Value", u.Value)
		w.close()
	}
	w.close()
}

func (w *writer) identifier(name string, r *session.References) {
	w.open(name, noOffset)
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
	w.text("InitialSerial", i.InitialSerial)
	w.tokenSetting("TokenSetting", i.TokenSetting)
	w.text("SecondInitialSerial", i.SecondInitialSerial)
	optNumber(w, "UpperLimit", w.marks.at(piUpperLimit), i.UpperLimit)
	w.text("LargeInitialSerial", i.LargeInitialSerial)
	w.text("LargeSecondSerial", i.LargeSecondSerial)
}

func (w *writer) summary(s *session.ConnectionSummary) {
	w.open("Summary", noOffset)
	w.raw("Context", s.Context)
	w.raw("Parameters", s.Parameters)
	w.close()
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
	w.number("ToResponder", at, int64(s.Value.ToResponder))
	w.number("ToInitiator", at+2, int64(s.Value.ToInitiator))
	w.close()
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

func (w *writer) resync(p *session.Resync) {
	w.tokenSetting("TokenSetting", p.Tokens)
	optWord(w, "ResyncType", w.marks.at(piResyncType), p.ResyncType)
	w.text("Serial", p.Serial)
	optWord(w, "SecondType", w.marks.at(piSecondResyncType), p.SecondType)
	w.text("SecondSerial", p.SecondSerial)
}
