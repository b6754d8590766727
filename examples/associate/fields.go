package main

import (
	"encoding/hex"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/stack"
)

// printFields prints the fields of a PDU that are there, one a line.
func printFields(w io.Writer, p stack.PDU, indent string) {
	v := reflect.Indirect(reflect.ValueOf(p))
	if v.Kind() == reflect.Struct {
		printStruct(w, v, indent)
	}
}

func printStruct(w io.Writer, v reflect.Value, indent string) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		switch {
		case !f.IsExported(), strings.HasSuffix(f.Name, "Offset"), f.Name == "OverTCP", f.Name == "Format", f.Name == "UserInformation", f.Name == "UserData":
		case f.Anonymous:
			printStruct(w, v.Field(i), indent)
		case f.Name == "Authentication" || f.Name == "Password":
			if !v.Field(i).IsZero() {
				fmt.Fprintf(w, "%s%s: present, not shown\n", indent, f.Name)
			}
		default:
			printField(w, f.Name, v.Field(i), indent)
		}
	}
}

// printField prints a field unless it is absent.
func printField(w io.Writer, name string, v reflect.Value, indent string) {
	always := strings.HasPrefix(name, "[")
	if v.Kind() == reflect.Struct && v.NumField() == 2 && v.Type().Field(1).Name == "Present" { // an Opt
		if !v.Field(1).Bool() {
			return
		}
		v, always = v.Field(0), true
	}
	if name == "Result" || name == "Outcome" || name == "Diagnostic" || name == "Source" {
		always = true
	}
	if v.IsZero() && !always {
		return
	}
	if o, ok := reflect.TypeAssert[osi.OID](v); ok {
		fmt.Fprintf(w, "%s%s: %s\n", indent, name, named(o))
		return
	}
	if s, ok := text(v); ok {
		fmt.Fprintf(w, "%s%s: %s\n", indent, name, s)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		fmt.Fprintf(w, "%s%s:\n", indent, name)
		printStruct(w, v, indent+"  ")
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			fmt.Fprintf(w, "%s%s: %s\n", indent, name, octets(v.Bytes()))
			return
		}
		for i := range v.Len() {
			printField(w, fmt.Sprintf("%s[%d]", name, i), v.Index(i), indent)
		}
	default:
		fmt.Fprintf(w, "%s%s: %v\n", indent, name, v.Interface())
	}
}

// text returns the standard's words for v, where its type has them.
func text(v reflect.Value) (string, bool) {
	if s, ok := reflect.TypeAssert[fmt.Stringer](v); ok {
		return s.String(), s.String() != ""
	}
	if v.CanAddr() {
		if s, ok := reflect.TypeAssert[fmt.Stringer](v.Addr()); ok {
			return s.String(), s.String() != ""
		}
	}
	return "", false
}

// named returns an identifier in numbers, with its name where it has one.
func named(o osi.OID) string {
	if name := o.Name(); name != "" {
		return o.String() + " " + name
	}
	return o.String()
}

// octets returns octets in hex, and as text when all of it can be printed.
func octets(b []byte) string {
	for _, c := range b {
		if c < 0x20 || c > 0x7e {
			return hex.EncodeToString(b)
		}
	}
	return fmt.Sprintf("%x %q", b, b)
}

// printValue prints a value: an APDU of RTSE by its fields, any other in hex.
func printValue(w io.Writer, v *stack.Value, indent string) {
	if stack.LayerOf(v.AbstractSyntax) != osi.RTSE {
		fmt.Fprintf(w, "%s%x\n", indent, v.Octets)
		return
	}
	p, err := rtse.Parse(v.Octets)
	if err != nil {
		fmt.Fprintf(w, "%s%v\n", indent, err)
		return
	}
	fmt.Fprintf(w, "%s%v\n", indent, p)
	var open []byte
	switch p := p.(type) {
	case *rtse.OpenRequest:
		open, p.Connection.Open = p.Connection.Open, nil
	case *rtse.OpenAccept:
		open, p.Connection.Open = p.Connection.Open, nil
	}
	printFields(w, p, indent+"  ")
	var bind rtse.Bind
	switch {
	case open == nil:
	case bind.Decode(open) == nil:
		fmt.Fprintf(w, "%s%v\n", indent, &bind)
		printFields(w, &bind, indent+"  ")
	default:
		fmt.Fprintf(w, "%sopen: %x\n", indent, open)
	}
}
