package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// readPolicies takes the tables [policies.NAME]: a Policy as its JSON has it, on top of what "base"
// names.
func (c *config) readPolicies(value any) error {
	if value == nil {
		return nil
	}
	tables, ok := value.(map[string]any)
	if !ok {
		return errors.New("policies: not a table")
	}
	for name, value := range tables {
		table, ok := value.(map[string]any)
		if !ok {
			return fmt.Errorf("policies.%s: not a table", name)
		}
		if _, err := builtIn(name); err == nil || strings.ContainsAny(name, "/?&") {
			return fmt.Errorf("policies.%s: the name is taken, or none", name)
		}
		base, ok := "strict", true
		if table["base"] != nil {
			base, ok = table["base"].(string)
		}
		p, err := builtIn(base)
		if !ok || err != nil {
			return fmt.Errorf("policies.%s: base: %v is no policy", name, table["base"])
		}
		delete(table, "base")
		text, err := json.Marshal(table)
		if err != nil {
			return fmt.Errorf("policies.%s: %w", name, err)
		}
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&p); err != nil {
			return fmt.Errorf("policies.%s: %w", name, err)
		}
		c.policies[name] = p
	}
	return nil
}

// builtIn returns the policy of a name that needs no file.
func builtIn(name string) (p validate.Policy, err error) {
	switch name {
	case "rfc1006":
		name = "default/transport"
	case "x25":
		name = "default/x25"
	}
	base, layer, found := strings.Cut(name, "/")
	switch base {
	case "strict":
	case "default":
		p = validate.Default()
	default:
		if found {
			return p, fmt.Errorf("no policy %q", name)
		}
		p, layer, found = validate.Default(), base, true
	}
	if !found {
		return p, nil
	}
	return upTo(p, name, layer)
}

// upTo returns p with another layer on top.
func upTo(p validate.Policy, name, layer string) (validate.Policy, error) {
	if err := p.Top.UnmarshalText([]byte(layer)); err != nil {
		return p, fmt.Errorf("no policy %q", name)
	}
	if !slices.Contains([]osi.Layer{osi.X25, osi.Transport, osi.Session, osi.Presentation, osi.RTSE}, p.Top) {
		return p, fmt.Errorf("policy %q: no layer to check up to: x25, transport, session, presentation or rtse", name)
	}
	return p, nil
}

// policyOf returns the policy of a name, of the file or built in.
func (c *config) policyOf(name string) (validate.Policy, error) {
	base, layer, found := strings.Cut(name, "/")
	p, ok := c.policies[base]
	switch {
	case ok && found:
		return upTo(p, name, layer)
	case ok:
		return p, nil
	}
	return builtIn(name)
}
