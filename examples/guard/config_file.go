package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/BurntSushi/toml"
)

// read takes the settings of the file that no flag has set.
func (c *config) read(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return errors.Unwrap(err)
	}
	var file map[string]any
	if err := toml.Unmarshal(b, &file); err != nil {
		return err
	}
	given := map[string]bool{"config": true, "check": true}
	c.flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if err := c.readPolicies(file["policies"]); err != nil {
		return err
	}
	delete(file, "policies")
	for name, value := range file {
		f := c.flags.Lookup(name)
		if f == nil || name == "config" || name == "check" {
			return fmt.Errorf("there is no setting %q", name)
		}
		v := f.Value
		if given[name] { // checked, and of no effect
			v = newConfig(io.Discard).flags.Lookup(name).Value
		}
		texts, err := texts(value)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, text := range texts {
			if err := v.Set(text); err != nil {
				return fmt.Errorf("%s: %q: %w", name, text, err)
			}
		}
	}
	return nil
}

// texts returns a TOML value as the arguments that a flag would have; an array is one for each
// element.
func texts(value any) ([]string, error) {
	switch v := value.(type) {
	case string:
		return []string{v}, nil
	case int64:
		return []string{strconv.FormatInt(v, 10)}, nil
	case bool:
		return []string{strconv.FormatBool(v)}, nil
	case []any:
		var list []string
		for _, e := range v {
			text, ok := e.(string)
			if !ok {
				return nil, errors.New("an array of strings is wanted")
			}
			list = append(list, text)
		}
		return list, nil
	}
	return nil, fmt.Errorf("no setting is a %T", value)
}
