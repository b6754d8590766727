package main

import (
	"strings"
	"unicode"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25"
)

// see learns from a PDU that d sent. Those of an end come with the lowest layer first, so that the
// higher ones say more of the same.
func (a *association) see(d osi.Direction, p stack.PDU) {
	switch p := p.(type) {
	case x25.Packet:
		a.seePacket(d, p)
	case transport.TPDU:
		a.seeTPDU(d, p)
	case session.SPDU:
		a.seeSPDU(d, p)
	case presentation.PPDU:
		a.seePPDU(d, p)
	case acse.APDU:
		a.seeAPDU(d, p)
	case *rtse.Bind:
		if d == osi.FromInitiator {
			a.Calling.MTA = clip(osi.Selector(p.Name).String())
		} else {
			a.Called.MTA = clip(osi.Selector(p.Name).String())
		}
	case *rtse.OpenReject:
		a.over("refused", d, "RTORJ: "+reason(p.Reason))
	case *rtse.Abort:
		a.over("aborted", d, "RTAB: "+reason(p.Reason))
	}
}

// clip bounds a name that a peer chose, and makes it printable.
func clip(name string) string {
	const most = 256
	if len(name) > most {
		name = strings.ToValidUTF8(name[:most], "") + "…"
	}
	return printable(name)
}

// printable replaces what a terminal would not print but obey.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

// over notes how the association ended, in the words of the layer that says most.
func (a *association) over(outcome string, by osi.Direction, reason string) {
	if a.Outcome != "" && a.Outcome != outcome {
		return // what ended it came first
	}
	a.Outcome, a.By, a.Reason = outcome, by.String(), reason
}

// reason is the text of an optional reason.
func reason[T interface{ String() string }](r osi.Opt[T]) string {
	if !r.Present {
		return "no reason"
	}
	return r.Value.String()
}

func (a *association) seePacket(d osi.Direction, p x25.Packet) {
	switch p := p.(type) {
	case *x25.CallRequest:
		a.begun[callBegun] = true
		a.Calling.X25, a.Called.X25 = clip(p.Addresses.Calling.String()), clip(p.Addresses.Called.String())
	case *x25.CallAccepted:
		a.confirmed[callBegun] = true
	case *x25.ClearRequest:
		outcome := "cleared"
		if a.begun[callBegun] && !a.confirmed[callBegun] {
			outcome = "refused"
		}
		a.over(outcome, d, "CLEAR: "+p.Cause.String())
	}
}

func (a *association) seeTPDU(d osi.Direction, p transport.TPDU) {
	switch p := p.(type) {
	case *transport.ConnectionRequest:
		a.begun[transportBegun] = true
		a.Calling.TSelector, a.Called.TSelector = clip(p.Calling.String()), clip(p.Called.String())
	case *transport.ConnectionConfirm:
		a.confirmed[transportBegun] = true
		a.Class, a.TPDUSize = p.Class.String(), p.TPDUSize.Octets()
		if p.Called != nil {
			a.Called.TSelector = clip(p.Called.String())
		}
	case *transport.DisconnectRequest:
		outcome := "disconnected"
		if a.begun[transportBegun] && !a.confirmed[transportBegun] {
			outcome = "refused"
		}
		a.over(outcome, d, "DR: "+p.Reason.String())
	case *transport.TPDUError:
		a.over("aborted", d, "ER: "+p.Cause.String())
	}
}

func (a *association) seeSPDU(d osi.Direction, p session.SPDU) {
	switch p := p.(type) {
	case *session.Connect:
		a.begun[sessionBegun] = true
		a.Calling.SSelector, a.Called.SSelector = clip(p.CallingSelector.String()), clip(p.CalledSelector.String())
		a.units = unitsOf(p.Requirements)
	case *session.Accept:
		a.units &= unitsOf(p.Requirements)
		a.SessionVersion = 1
		if p.Version&session.Version2 != 0 {
			a.SessionVersion = 2
		}
		if p.RespondingSelector != nil {
			a.Called.SSelector = clip(p.RespondingSelector.String())
		}
	case *session.Refuse:
		a.over("refused", d, "RF: "+reason(p.Reason))
	case *session.Finish:
		a.release = d
	case *session.Disconnect:
		a.over("released", a.release, "")
	case *session.Abort:
		a.over("aborted", d, "AB: "+p.Disconnect.String())
	}
}

func unitsOf(u osi.Opt[session.FunctionalUnits]) session.FunctionalUnits {
	if u.Present {
		return u.Value
	}
	return session.FUDefault
}

func (a *association) seePPDU(d osi.Direction, p presentation.PPDU) {
	switch p := p.(type) {
	case *presentation.Connect:
		a.Calling.PSelector, a.Called.PSelector = clip(p.CallingSelector.String()), clip(p.CalledSelector.String())
		if p.Mode == osi.X410Mode {
			a.ApplicationContext = &identifier{Name: "X.410-1984"}
		}
		a.Contexts = a.Contexts[:0]
		a.propose(p.Contexts)
	case *presentation.ConnectAccept:
		if p.RespondingSelector != nil {
			a.Called.PSelector = clip(p.RespondingSelector.String())
		}
		a.answer(0, p.Results)
	case *presentation.ConnectReject:
		a.answer(0, p.Results)
		if p.Reason.Present {
			a.over("refused", d, "CPR: "+p.Reason.Value.String())
		}
	case *presentation.AlterContext:
		a.propose(p.Additions)
	case *presentation.AlterContextAcknowledge:
		a.answer(len(a.Contexts)-len(p.Additions), p.Additions)
	case *presentation.AbnormalReleaseProvider:
		a.over("aborted", d, "ARP: "+reason(p.Reason))
	}
}

// maxContexts is the number of presentation contexts that are listed.
const maxContexts = 256

func (a *association) propose(contexts []presentation.Context) {
	for i := range contexts {
		c := presentationContext{ID: contexts[i].ID, AbstractSyntax: identify(contexts[i].AbstractSyntax)}
		if t := contexts[i].TransferSyntaxes; len(t) > 0 {
			c.TransferSyntax = identify(t[0])
		}
		if len(a.Contexts) < maxContexts {
			a.Contexts = append(a.Contexts, c)
		}
	}
}

// answer notes the results for the contexts from the first on.
func (a *association) answer(first int, results []presentation.Result) {
	for i := range results {
		at := first + i
		if at < 0 || at >= len(a.Contexts) {
			return
		}
		c := &a.Contexts[at]
		c.Result = results[i].Outcome.String()
		if t := identify(results[i].TransferSyntax); t != nil {
			c.TransferSyntax = t
		}
	}
}

func (a *association) seeAPDU(d osi.Direction, p acse.APDU) {
	switch p := p.(type) {
	case *acse.AssociateRequest:
		a.ApplicationContext = identify(p.ApplicationContext)
		a.Calling.AETitle, a.Called.AETitle = clip(p.Calling.String()), clip(p.Called.String())
	case *acse.AssociateResponse:
		if responding := clip(p.Responding.String()); responding != a.Called.AETitle {
			a.Called.RespondingAETitle = responding
		}
		if p.Result != acse.Accepted {
			a.over("refused", d, "AARE: "+p.Result.String()+", "+p.Diagnostic.String())
		}
	case *acse.ReleaseRequest:
		a.release = d
	case *acse.ReleaseResponse:
		a.over("released", a.release, "")
	case *acse.Abort:
		a.over("aborted", d, "ABRT: "+p.Source.String())
	}
}
