package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// summary prints a table of associations, a line for each when it is over.
type summary struct {
	*output
	begun bool
	b     []byte
}

const summaryLine = "%4v %-19s %8s  %-21s  %-21s  %-12s %6s %6s  %-32s  %-16s  %s\n"

func (s *summary) association(at *place, a *association) {
	if !s.begun {
		s.begun = true
		s.printf(summaryLine, "conn", "begin (UTC)", "seconds", "initiator", "responder", "outcome", "data >", "data <", "calling > called", "application", "why, errors")
	}
	begin, seconds := "", ""
	if a.Begin != nil {
		begin = a.Begin.Format(time.DateTime)
		seconds = fmt.Sprintf("%.3f", a.End.Sub(*a.Begin).Seconds())
	}
	who := a.Calling.name() + " > " + a.Called.name()
	if who == " > " {
		who = ""
	}
	s.printf(summaryLine, at.conn.number, begin, seconds, a.Calling.Address, a.Called.Address, a.Outcome,
		fmt.Sprint(a.Data.Initiator), fmt.Sprint(a.Data.Responder), who, a.application(), a.why())
}

func (s *summary) printf(format string, args ...any) {
	s.b = fmt.Appendf(s.b[:0], format, args...)
	s.b = append([]byte(strings.TrimRight(string(s.b), " \n")), '\n')
	s.write(s.b)
}

// application is the application context, or what is known instead of it.
func (a *association) application() string {
	if text := a.ApplicationContext.text(); text != "" {
		return text
	}
	for _, c := range a.Contexts {
		if text := c.AbstractSyntax.text(); text != "" {
			return text
		}
	}
	switch {
	case a.begun[sessionBegun]:
		return "(session)"
	case a.begun[transportBegun] && a.confirmed[transportBegun]:
		return "(transport)"
	}
	return ""
}

// why is the reason of the outcome, and the rules that were broken, with how often.
func (a *association) why() string {
	var words []string
	for rule, n := range a.Errors {
		words = append(words, fmt.Sprintf("%s %d", rule, n))
	}
	slices.Sort(words)
	const most = 3
	if len(words) > most {
		words = append(words[:most], "…")
	}
	if a.Reason != "" {
		words = slices.Insert(words, 0, a.Reason)
	}
	return strings.Join(words, ", ")
}
