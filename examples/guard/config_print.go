package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/osi-go/osi/validate"
)

// print writes all settings, as a file that says the same.
func (c *config) print(out io.Writer) error {
	settings := map[string]any{}
	c.flags.VisitAll(func(f *flag.Flag) {
		switch v := f.Value.(type) {
		case interface{ list() []string }:
			settings[f.Name] = v.list()
		case flag.Getter:
			settings[f.Name] = v.Get()
			if d, ok := v.Get().(time.Duration); ok {
				settings[f.Name] = d.String()
			}
		default:
			settings[f.Name] = f.Value.String()
		}
	})
	delete(settings, "config")
	delete(settings, "check")
	e := toml.NewEncoder(out)
	e.Indent = ""
	if err := e.Encode(settings); err != nil {
		return err
	}
	policies := map[string]any{}
	for name, p := range c.policies {
		table, err := tableOf(p)
		if err != nil {
			return err
		}
		policies[name] = table
	}
	if len(policies) > 0 {
		fmt.Fprintln(out)
		if err := e.Encode(map[string]any{"policies": policies}); err != nil {
			return err
		}
	}
	return c.printUsed(out)
}

// printUsed writes, as comments, the policies in use, with what flags and bases have added to them.
func (c *config) printUsed(out io.Writer) error {
	for _, name := range slices.Sorted(maps.Keys(c.used)) {
		table, err := tableOf(c.used[name])
		if err != nil {
			return err
		}
		var b bytes.Buffer
		e := toml.NewEncoder(&b)
		e.Indent = ""
		if err := e.Encode(table); err != nil {
			return err
		}
		fmt.Fprintf(out, "\n# The policy in use, %q, says:\n", name)
		for line := range strings.Lines(b.String()) {
			fmt.Fprint(out, strings.TrimRight("#   "+line, " \n")+"\n")
		}
	}
	return nil
}

// tableOf returns the JSON members of a policy that differ from those of the zero Policy.
func tableOf(p validate.Policy) (map[string]any, error) {
	var tables [2]map[string]any
	for i, q := range []validate.Policy{{}, p} {
		text, err := json.Marshal(q)
		if err != nil {
			return nil, err
		}
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&tables[i]); err != nil {
			return nil, err
		}
	}
	without(tables[1], tables[0])
	return tables[1], nil
}

// without removes from a what is in b, too.
func without(a, b map[string]any) {
	for key, value := range a {
		if reflect.DeepEqual(value, b[key]) {
			delete(a, key)
			continue
		}
		inner, ok := value.(map[string]any)
		if zero, both := b[key].(map[string]any); ok && both {
			without(inner, zero)
		}
	}
}
