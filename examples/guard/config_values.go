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

// cutScheme splits "xot://address".
func cutScheme(s string) (validate.Carrier, string, error) {
	scheme, address, found := strings.Cut(s, "://")
	if !found {
		scheme, address = "tpkt", s
	}
	switch scheme {
	case "tpkt":
		return validate.TPKTs, address, nil
	case "xot":
		return validate.XOT, address, nil
	}
	return 0, "", fmt.Errorf("no carrier %q: tpkt or xot", scheme)
}

type endpoints []endpoint

func (e *endpoints) String() string { return strings.Join(e.list(), ",") }

func (e *endpoints) list() []string {
	var list []string
	for _, l := range *e {
		list = append(list, l.String())
	}
	return list
}

func (e *endpoints) Set(s string) error {
	text, query, _ := strings.Cut(s, "?")
	carrier, address, err := cutScheme(text)
	if err != nil {
		return err
	}
	if _, _, err := net.SplitHostPort(address); err != nil {
		return err
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return err
	}
	for key := range values {
		if key != "policy" || len(values[key]) != 1 {
			return fmt.Errorf("what is %q?", key)
		}
	}
	*e = append(*e, endpoint{carrier: carrier, address: address, policy: values.Get("policy")})
	return nil
}

type servers map[validate.Carrier][]string

func (s *servers) String() string { return strings.Join(s.list(), ",") }

func (s *servers) list() []string {
	var list []string
	for _, c := range []validate.Carrier{validate.TPKTs, validate.XOT} {
		for _, address := range (*s)[c] {
			list = append(list, schemeOf(c)+"://"+address)
		}
	}
	return list
}

func (s *servers) Set(text string) error {
	carrier, address, err := cutScheme(text)
	if err != nil {
		return err
	}
	if _, _, err := net.SplitHostPort(address); err != nil {
		return err
	}
	if *s == nil {
		*s = servers{}
	}
	(*s)[carrier] = append((*s)[carrier], address)
	return nil
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

type prefixes []netip.Prefix

func (p *prefixes) String() string { return strings.Join(p.list(), ",") }

func (p *prefixes) list() []string {
	var list []string
	for _, q := range *p {
		list = append(list, q.String())
	}
	return list
}

func (p *prefixes) Set(s string) error {
	for text := range strings.SplitSeq(s, ",") {
		q, err := netip.ParsePrefix(text)
		if err != nil {
			a, err := netip.ParseAddr(text)
			if err != nil {
				return err
			}
			q = netip.PrefixFrom(a, a.BitLen())
		}
		*p = append(*p, q.Masked())
	}
	return nil
}

// contains reports whether one of the prefixes has the address.
func contains(list []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(a) })
}
