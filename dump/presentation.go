package dump

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/presentation"
)

// tagNormalMode is the component of a CP or CPA that has those of normal mode.
const tagNormalMode ber.Tag = 0xa2

func (w *writer) ppdu(p presentation.PPDU) {
	switch p := p.(type) {
	case *presentation.Connect:
		w.walk(w.pdu, tagNormalMode)
		w.connect(p)
	case *presentation.ConnectAccept:
		w.walk(w.pdu, tagNormalMode)
		w.mode(p.Mode, p.X410)
		w.versions(innerTag, p.Versions)
		w.text("RespondingSelector", p.RespondingSelector)
		w.results("Results", w.marks.list(innerTag|0x85), p.Results)
		w.ppduRequirements(p.Requirements, p.SessionRequirements)
		w.ppduOptions(p.Options, p.NominatedContext, 0x8d)
		w.values("UserData", w.marks.list(innerTag|userDataTag), &p.UserData)
	case *presentation.ConnectReject:
		w.walk(w.pdu, 0)
		w.mode(p.Mode, p.X410)
		w.versions(0, p.Versions)
		w.text("RespondingSelector", p.RespondingSelector)
		w.results("Results", w.marks.list(0x85), p.Results)
		optWord(w, "DefaultResult", w.marks.at(0x87), p.DefaultResult)
		optWord(w, "Reason", w.marks.at(0x8a), p.Reason)
		w.values("UserData", w.marks.list(userDataTag), &p.UserData)
	case *presentation.AbnormalReleaseUser:
		w.walk(w.pdu, 0)
		w.word("Mode", noOffset, p.Mode.String())
		w.data("X410", p.X410)
		w.contextNames(w.marks.list(0x80), p.Contexts)
		w.values("UserData", w.marks.list(userDataTag), &p.UserData)
	case *presentation.AbnormalReleaseProvider:
		w.walk(w.pdu, 0)
		optWord(w, "Reason", w.marks.at(0x80), p.Reason)
		optWord(w, "Event", w.marks.at(0x81), p.Event)
	case *presentation.AlterContext:
		w.walk(w.pdu, 0)
		w.contexts("Additions", w.marks.list(0x80), p.Additions)
		at := w.marks.list(0x81)
		r := w.elements(at)
		w.list("Deletions", at)
		for _, id := range p.Deletions {
			w.number("", nextStart(&r, at), id)
		}
		w.close()
		w.values("UserData", w.marks.list(userDataTag), &p.UserData)
	case *presentation.AlterContextAcknowledge:
		w.walk(w.pdu, 0)
		w.results("Additions", w.marks.list(0x80), p.Additions)
		at := w.marks.list(0x81)
		r := w.elements(at)
		w.list("Deletions", at)
		for _, o := range p.Deletions {
			w.word("", nextStart(&r, at), o.String())
		}
		w.close()
		w.values("UserData", w.marks.list(userDataTag), &p.UserData)
	case *presentation.Resynchronize:
		w.walk(w.pdu, 0)
		w.flag("Acknowledge", noOffset, p.Acknowledge)
		w.contextNames(w.marks.list(0x80), p.Contexts)
		w.values("UserData", w.marks.list(userDataTag), &p.UserData)
	case *presentation.Data:
		w.word("Primitive", noOffset, p.Primitive.String())
		w.values("UserData", w.whole(), &p.UserData)
	case *presentation.UnitData:
		w.walk(w.pdu, 0)
		w.versions(0, p.Versions)
		w.text("CallingSelector", p.CallingSelector)
		w.text("CalledSelector", p.CalledSelector)
		w.contexts("Contexts", w.marks.list(0x84), p.Contexts)
		w.raw("Extensions", p.Extensions)
		w.values("UserData", w.marks.list(userDataTag), &p.UserData)
		w.continued(p.Continued)
	case *presentation.ShortConnect:
		w.word("Encoding", noOffset, p.Encoding.String())
		w.userData("UserData", p.UserData)
	case *presentation.ShortAccept:
		w.word("Encoding", noOffset, p.Encoding.String())
		w.userData("UserData", p.UserData)
	case *presentation.ShortReject:
		w.word("Reason", noOffset, p.Reason.String())
		w.word("Encoding", noOffset, p.Encoding.String())
		w.userData("UserData", p.UserData)
	case *presentation.ShortUnitData:
		w.word("Encoding", noOffset, p.Encoding.String())
		w.userData("UserData", p.UserData)
	}
}

func (w *writer) connect(c *presentation.Connect) {
	w.mode(c.Mode, c.X410)
	w.versions(innerTag, c.Versions)
	w.text("CallingSelector", c.CallingSelector)
	w.text("CalledSelector", c.CalledSelector)
	w.contexts("Contexts", w.marks.list(innerTag|0x84), c.Contexts)
	if !c.DefaultContext.AbstractSyntax.IsZero() {
		at := w.marks.list(innerTag | 0x86)
		r := w.elements(at)
		w.open("DefaultContext", at)
		w.oid("AbstractSyntax", nextStart(&r, at), c.DefaultContext.AbstractSyntax)
		w.oid("TransferSyntax", nextStart(&r, at), c.DefaultContext.TransferSyntax)
		w.close()
	}
	w.ppduRequirements(c.Requirements, c.SessionRequirements)
	w.ppduOptions(c.Options, c.NominatedContext, 0x8c)
	w.raw("Extensions", c.Extensions)
	w.values("UserData", w.marks.list(innerTag|userDataTag), &c.UserData)
	w.continued(c.Continued)
	w.undefined("Undefined", c.Undefined)
	w.undefined("UndefinedOuter", c.UndefinedOuter)
}

func (w *writer) mode(m osi.Mode, x410 []byte) {
	w.word("Mode", w.marks.at(0x80), m.String())
	w.data("X410", x410)
}

func (w *writer) versions(in uint32, v presentation.Versions) {
	w.someSet("Versions", w.marks.at(in|0x80), uint64(v), presentationVersions)
}

func (w *writer) ppduRequirements(q presentation.Requirements, s osi.Opt[presentation.SessionRequirements]) {
	w.someSet("Requirements", w.marks.at(innerTag|0x88), uint64(q), presentationRequirements)
	optSet(w, "SessionRequirements", w.marks.at(innerTag|0x89), s, sessionRequirements)
}

func (w *writer) ppduOptions(o presentation.Options, nominated int64, tag uint32) {
	w.someSet("Options", w.marks.at(innerTag|0x8b), uint64(o), presentationOptions)
	w.count("NominatedContext", w.marks.at(innerTag|tag), nominated)
}

// elements returns a reader of the elements of a list whose contents begin at at.
func (w *writer) elements(at int) ber.Reader {
	if at < 0 || at > len(w.pdu) {
		return ber.Reader{}
	}
	return ber.NewReader(w.pdu[at:], walkDepth, walkElements)
}

// nextStart returns where the contents of the next element lie, of a reader of octets that begin at
// at.
func nextStart(r *ber.Reader, at int) int {
	if e, ok := r.Next(); ok {
		return at + e.Start
	}
	return noOffset
}

// enterItem enters the next element. Without one it returns an empty reader, and r stays as it is.
func enterItem(r *ber.Reader) (in ber.Reader, ok bool) {
	e, ok := r.Next()
	if !ok || !e.Tag.Constructed() {
		return ber.Reader{}, false
	}
	return r.Enter(&e), true
}

// leaveItem goes on behind in, which enterItem returned.
func leaveItem(r, in *ber.Reader, ok bool) {
	if ok {
		r.Leave(in)
	}
}

func (w *writer) contexts(name string, at int, contexts []presentation.Context) {
	r := w.elements(at)
	w.list(name, at)
	for i := range contexts {
		c := &contexts[i]
		in, ok := enterItem(&r)
		w.open("", noOffset)
		w.number("ID", nextStart(&in, at), c.ID)
		w.oid("AbstractSyntax", nextStart(&in, at), c.AbstractSyntax)
		w.list("TransferSyntaxes", noOffset)
		syntaxes, has := enterItem(&in)
		for _, t := range c.TransferSyntaxes {
			w.oid("", nextStart(&syntaxes, at), t)
		}
		leaveItem(&in, &syntaxes, has)
		w.close()
		w.close()
		leaveItem(&r, &in, ok)
	}
	w.close()
}

func (w *writer) results(name string, at int, results []presentation.Result) {
	r := w.elements(at)
	w.list(name, at)
	for i := range results {
		v := &results[i]
		in, ok := enterItem(&r)
		w.open("", noOffset)
		w.word("Outcome", nextStart(&in, at), v.Outcome.String())
		if !v.TransferSyntax.IsZero() {
			w.oid("TransferSyntax", nextStart(&in, at), v.TransferSyntax)
		}
		optWord(w, "Reason", nextStart(&in, at), v.Reason)
		w.close()
		leaveItem(&r, &in, ok)
	}
	w.close()
}

func (w *writer) contextNames(at int, names []presentation.ContextName) {
	r := w.elements(at)
	w.list("Contexts", at)
	for i := range names {
		in, ok := enterItem(&r)
		w.open("", noOffset)
		w.number("ID", nextStart(&in, at), names[i].ID)
		w.oid("TransferSyntax", nextStart(&in, at), names[i].TransferSyntax)
		w.close()
		leaveItem(&r, &in, ok)
	}
	w.close()
}

// whole returns where the contents of the element lie that is the whole PDU.
func (w *writer) whole() int {
	r := w.elements(0)
	return nextStart(&r, 0)
}

// userDataTag marks fully encoded user data: [APPLICATION 1].
const userDataTag = 0x41

// values writes user data. The contents of the PDV lists begin at offset at.
func (w *writer) values(name string, at int, u *presentation.UserData) {
	w.open(name, noOffset)
	w.data("Simple", u.Simple)
	r := w.elements(at)
	w.list("PDVs", noOffset)
	for i := range u.PDVs {
		v := &u.PDVs[i]
		in, ok := enterItem(&r)
		syntax := noOffset
		if !v.TransferSyntax.IsZero() {
			syntax = nextStart(&in, at)
		}
		w.open("", noOffset)
		w.number("Context", nextStart(&in, at), v.Context)
		w.oid("TransferSyntax", syntax, v.TransferSyntax)
		w.word("Form", noOffset, v.Form.String())
		w.count("Unused", noOffset, int64(v.Unused))
		w.data("Value", v.Value)
		w.close()
		leaveItem(&r, &in, ok)
	}
	w.close()
	w.close()
}

func (w *writer) continued(all []presentation.UserData) {
	w.list("Continued", noOffset)
	for i := range all {
		w.values("", noOffset, &all[i])
	}
	w.close()
}

func (w *writer) undefined(name string, all [][]byte) {
	w.list(name, noOffset)
	for _, v := range all {
		w.raw("", v)
	}
	w.close()
}
