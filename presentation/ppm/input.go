package ppm

import (
	"github.com/osi-go/osi/presentation"
)

// input is an event and what belongs to it.
type input struct {
	event  Event
	ppdu   presentation.PPDU // nil for an event that has none
	params Parameters
	data   *presentation.UserData // nil: absent

	simple int64                   // the context of simply encoded values; 0: the default context
	known  presentation.ContextSet // with the identifiers that an AC uses
	result presentation.ContextSet // that a CPA or ACA makes
}

func (in *input) name() string {
	if in.ppdu == nil {
		return in.event.String()
	}
	return in.ppdu.String()
}

// nameOf returns the name of p; empty for nil.
func nameOf(p presentation.PPDU) string {
	if p == nil {
		return ""
	}
	return p.String()
}

// carried are the events of what a session primitive carries, when it is sent and when it is
// received.
type carried struct{ sent, received Event }

// primitives are the events of session primitives that carry user data alone, or could and do not.
var primitives = [...]carried{
	presentation.SData:                     {EventPDTreq, EventTD},
	presentation.SConnect:                  {},
	presentation.SConnectAccept:            {},
	presentation.SConnectReject:            {0, EventSCONcnfReject},
	presentation.SUserAbort:                {EventPUABreq, EventSUABindnd},
	presentation.STypedData:                {EventPTDreq, EventTTD},
	presentation.SExpeditedData:            {EventPEXreq, EventTE},
	presentation.SCapabilityData:           {EventPCDreq, EventTC},
	presentation.SCapabilityDataConfirm:    {EventPCDrsp, EventTCC},
	presentation.SResynchronize:            {EventPRSYNreq, EventRS},
	presentation.SResynchronizeConfirm:     {EventPRSYNrsp, EventRSA},
	presentation.SRelease:                  {EventPRELreq, EventSRELind},
	presentation.SReleaseConfirm:           {EventPRELrspAccept, EventSRELcnfAccept},
	presentation.STokenGive:                {EventPGTreq, EventSGTind},
	presentation.STokenPlease:              {EventPPTreq, EventSPTind},
	presentation.SControlGive:              {EventPCGreq, EventSCGind},
	presentation.SSyncMinor:                {EventPSYNmreq, EventSSYNmind},
	presentation.SSyncMinorConfirm:         {EventPSYNmrsp, EventSSYNmcnf},
	presentation.SSyncMajor:                {EventPSYNMreq, EventSSYNMind},
	presentation.SSyncMajorConfirm:         {EventPSYNMrsp, EventSSYNMcnf},
	presentation.SUserExceptionReport:      {EventPUERreq, EventSUERind},
	presentation.SActivityStart:            {EventPACTSreq, EventSACTSind},
	presentation.SActivityResume:           {EventPACTRreq, EventSACTRind},
	presentation.SActivityInterrupt:        {EventPACTIreq, EventSACTIind},
	presentation.SActivityInterruptConfirm: {EventPACTIrsp, EventSACTIcnf},
	presentation.SActivityDiscard:          {EventPACTDreq, EventSACTDind},
	presentation.SActivityDiscardConfirm:   {EventPACTDrsp, EventSACTDcnf},
	presentation.SActivityEnd:              {EventPACTEreq, EventSACTEind},
	presentation.SActivityEndConfirm:       {EventPACTErsp, EventSACTEcnf},
}

// eventsOf returns the events that p is, and its user data.
func eventsOf(p presentation.PPDU, negative bool) (c carried, u *presentation.UserData) {
	switch v := p.(type) {
	case *presentation.Data:
		if int(v.Primitive) < len(primitives) {
			c = primitives[v.Primitive]
		}
		if v.Primitive == presentation.SReleaseConfirm && negative {
			c = carried{EventPRELrspReject, EventSRELcnfReject}
		}
		return c, &v.UserData
	case *presentation.Connect:
		return carried{EventPCONreq, EventCP}, &v.UserData
	case *presentation.ConnectAccept:
		return carried{EventPCONrspAccept, EventCPA}, &v.UserData
	case *presentation.ConnectReject:
		return carried{EventPCONrspReject, EventCPR}, &v.UserData
	case *presentation.AbnormalReleaseUser:
		return carried{EventPUABreq, EventARU}, &v.UserData
	case *presentation.AbnormalReleaseProvider:
		return carried{0, EventARP}, nil
	case *presentation.AlterContext:
		return carried{EventPALTERreq, EventAC}, &v.UserData
	case *presentation.AlterContextAcknowledge:
		return carried{EventPALTERrsp, EventACA}, &v.UserData
	case *presentation.Resynchronize:
		if v.Acknowledge {
			return carried{EventPRSYNrsp, EventRSA}, &v.UserData
		}
		return carried{EventPRSYNreq, EventRS}, &v.UserData
	case *presentation.ShortConnect:
		return carried{EventPCONreq, EventSCN}, nil
	case *presentation.ShortAccept:
		return carried{EventPCONrspAccept, EventSCA}, nil
	case *presentation.ShortReject:
		return carried{EventPCONrspReject, EventSCR}, nil
	case *presentation.UnitData, *presentation.ShortUnitData:
	}
	return carried{}, nil
}

// names returns the presentation-context-identifier-list of an RS, RSA or ARU.
func (in *input) names() []presentation.ContextName {
	switch v := in.ppdu.(type) {
	case *presentation.Resynchronize:
		return v.Contexts
	case *presentation.AbnormalReleaseUser:
		return v.Contexts
	default:
		return nil
	}
}

// eventNumbers has the event-identifiers of events that are not those of a Data.
var eventNumbers = map[Event]presentation.Event{
	EventCP: presentation.EventCP, EventCPA: presentation.EventCPA, EventCPR: presentation.EventCPR,
	EventARU: presentation.EventARU, EventARP: presentation.EventARP, EventAC: presentation.EventAC,
	EventACA: presentation.EventACA, EventRS: presentation.EventRS, EventRSA: presentation.EventRSA,
	EventSPERind: presentation.EventProviderExceptionReport,
}

// eventNumber returns the event-identifier of an ARP about e; ok is false when it has none.
func (in *input) eventNumber() (n presentation.Event, ok bool) {
	if n, ok = eventNumbers[in.event]; ok {
		return n, true
	}
	v, ok := in.ppdu.(*presentation.Data)
	if !ok {
		return 0, false
	}
	return v.Primitive.Event(), true
}
