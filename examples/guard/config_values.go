package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// The types of settings that package flag has not. Each Set adds to what is there.

// A listOf is a setting with any number of values, joined by commas.
type listOf[T fmt.Stringer] struct {
	to    *[]T
	parse func(string) (T, error)
}

func (l *listOf[T]) String() string { return strings.Join(l.list(), ",") }

func (l *listOf[T]) list() []string {
	list := []string{}
	if l.to != nil {
		for _, v := range *l.to {
			list = append(list, v.String())
		}
	}
	return list
}

func (l *listOf[T]) Set(s string) error {
	for text := range strings.SplitSeq(s, ",") {
		v, err := l.parse(text)
		if err != nil {
			return err
		}
		*l.to = append(*l.to, v)
	}
	return nil
}

// An endpoint is where to listen, and for what.
type endpoint struct {
	carrier validate.Carrier
	address string
	policy  string // empty: that of the config
}

func (e endpoint) String() string {
	s := schemeOf(e.carrier) + "://" + e.address
	if e.policy != "" {
		s += "?policy=" + url.QueryEscape(e.policy)
	}
	return s
}

// policyOf returns the name of the policy of an endpoint.
func (e endpoint) policyOf(c *config) string {
	if e.policy != "" {
		return e.policy
	}
	return c.policy
}

func schemeOf(c validate.Carrier) string {
	if c == validate.XOT {
		return "xot"
	}
	return "tpkt"
}

// parseEndpoint reads "xot://address?policy=name".
func parseEndpoint(s string) (e endpoint, err error) {
	text, query, _ := strings.Cut(s, "?")
	scheme, address, found := strings.Cut(text, "://")
	if !found {
		scheme, address = "tpkt", text
	}
	switch scheme {
	case "tpkt":
		e.carrier = validate.TPKTs
	case "xot":
		e.carrier = validate.XOT
	default:
		return e, fmt.Errorf("no carrier %q: tpkt or xot", scheme)
	}
	if _, _, err := net.SplitHostPort(address); err != nil {
		return e, err
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return e, err
	}
	for key := range values {
		if key != "policy" || len(values[key]) != 1 {
			return e, fmt.Errorf("what is %q?", key)
		}
	}
	e.address, e.policy = address, values.Get("policy")
	return e, nil
}

// parseServer reads an endpoint that has no policy.
func parseServer(s string) (endpoint, error) {
	e, err := parseEndpoint(s)
	if err == nil && e.policy != "" {
		err = errors.New("a policy is for -listen")
	}
	return e, err
}

type tolerances osi.Tolerance

func (t *tolerances) String() string {
	if *t == 0 {
		return ""
	}
	return osi.Tolerance(*t).String()
}

func (t *tolerances) Set(s string) error {
	more, ok := osi.ParseTolerance(s)
	if !ok {
		return errors.New("no such tolerance")
	}
	*t |= tolerances(more)
	return nil
}

// parsePrefix reads a prefix, or an address alone.
func parsePrefix(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	return p.Masked(), err
}

// contains reports whether one of the prefixes has the address.
func contains(list []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(a) })
}
