package presentation

import (
	"bytes"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// AppendBinary appends the PPDU with definite lengths. It returns an error and b unchanged when
// X.226 forbids c.
func (c *Connect) AppendBinary(b []byte) ([]byte, error) { return c.append(b, ber.Definite) }

func (c *Connect) append(b []byte, f ber.Form) ([]byte, error) {
	if err := c.check(); err != nil {
		return b, err
	}
	out, all := ber.Open(b, tagSet, f)
	out = appendMode(out, c.Mode, f)
	if c.Mode == osi.X410Mode {
		out = appendX410(out, c.X410, f)
	} else {
		out = c.appendNormal(out, f)
	}
	for _, raw := range c.UndefinedOuter {
		out = append(out, raw...)
	}
	out = ber.Close(out, all)
	for i := range c.Continued {
		out = c.Continued[i].append(out, f)
	}
	return out, nil
}

func (c *Connect) appendNormal(out []byte, f ber.Form) []byte {
	out, normal := ber.Open(out, 0xa2, f)
	out = appendBits(out, 0x80, uint32(c.Versions))
	out = appendSelector(out, 0x81, c.CallingSelector)
	out = appendSelector(out, 0x82, c.CalledSelector)
	out = appendContexts(out, 0xa4, c.Contexts, f)
	if !c.DefaultContext.AbstractSyntax.IsZero() {
		var m ber.Mark
		out, m = ber.Open(out, 0xa6, f)
		out = ber.AppendOID(out, 0x80, c.DefaultContext.AbstractSyntax)
		out = ber.Close(ber.AppendOID(out, 0x81, c.DefaultContext.TransferSyntax), m)
	}
	out = appendBits(out, 0x88, uint32(c.Requirements))
	out = appendSession(out, c.SessionRequirements)
	out = appendOptions(out, c.Options, 0xac, c.NominatedContext, f)
	out = appendExtensions(out, 0xae, c.Extensions, f)
	for _, raw := range c.Undefined {
		out = append(out, raw...)
	}
	return ber.Close(c.UserData.append(out, f), normal)
}

func (c *Connect) check() error {
	const pdu = "CP"
	mode := checkMode(pdu, c.Mode, c.X410, c.Mode == osi.X410Mode && !c.normalEmpty())
	switch {
	case c.Mode == osi.X410Mode && len(c.UndefinedOuter) > 0: // 8.5 is for normal mode
		return fail(ruleComponent, pdu, 0, 0, 0)
	case mode != nil || c.Mode == osi.X410Mode:
		return mode
	case c.Versions > Version1:
		return fail(ruleVersion, pdu, 0, 0, 0)
	case c.DefaultContext.AbstractSyntax.IsZero() != c.DefaultContext.TransferSyntax.IsZero():
		return fail(ber.RuleOID, pdu, 0, 0, 0)
	case c.NominatedContext < 0:
		return fail(ruleContextID, pdu, 0, int(c.NominatedContext), 0)
	}
	var nominated error
	if rule := c.brokenNominated(); rule != nil {
		nominated = fail(rule, pdu, 0, int(c.NominatedContext), 0)
	}
	return firstError(
		checkMasks(pdu, c.Requirements, c.SessionRequirements, c.Options),
		checkContexts(pdu, c.Contexts, parityOdd),
		nominated,
		checkUndefined(pdu, c.Undefined, grammarCP),
		checkUndefined(pdu, c.UndefinedOuter, grammarOuter),
		checkElements(pdu, c.Extensions),
		checkValues(pdu, &c.UserData, c.Continued),
		withoutOffset(c.checkContexts(nil)))
}

func (c *Connect) normalEmpty() bool {
	return c.Versions == 0 && c.CallingSelector == nil && c.CalledSelector == nil && c.Contexts == nil &&
		c.DefaultContext == DefaultContext{} && c.Requirements == 0 && !c.SessionRequirements.Present && c.Options == 0 &&
		c.NominatedContext == 0 && c.Extensions == nil && c.UserData.IsZero() && len(c.Continued) == 0 && len(c.Undefined) == 0
}

// Clone returns a copy that shares no memory with c.
func (c *Connect) Clone() Connect {
	d := *c
	d.X410, d.CallingSelector, d.CalledSelector = bytes.Clone(c.X410), bytes.Clone(c.CallingSelector), bytes.Clone(c.CalledSelector)
	d.Contexts, d.UserData, d.joined, d.spare = cloneContexts(c.Contexts), c.UserData.Clone(), nil, nil
	d.Extensions = bytes.Clone(c.Extensions)
	d.Continued = cloneContinued(c.Continued)
	d.Undefined, d.UndefinedOuter = cloneAll(c.Undefined), cloneAll(c.UndefinedOuter)
	return d
}

func cloneAll(list [][]byte) [][]byte {
	list = slices.Clone(list)
	for i := range list {
		list[i] = bytes.Clone(list[i])
	}
	return list
}
