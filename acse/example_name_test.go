package acse_test

import (
	"fmt"

	"github.com/osi-go/osi/acse"
)

// A Directory name, as in RFC 4514, and attribute by attribute from the root downwards.
func ExampleName() {
	name := acse.Name("\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02GB" + "\x31\x0c\x30\x0a\x06\x03\x55\x04\x0a\x13\x03ACM")
	fmt.Println(name)
	for rdn := range name.All() {
		for a := range rdn.All() {
			fmt.Printf("%v: %x\n", a.Type, a.Value)
		}
	}
	// Output:
	// O=ACM,C=GB
	// 2.5.4.6: 13024742
	// 2.5.4.10: 130341434d
}
