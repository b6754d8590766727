// Package ber walks and appends the Basic Encoding Rules of X.690 (1997), as
// far as presentation, ACSE and RTSE need them: definite and indefinite
// lengths, high tag numbers, constructed strings.
//
// A [Reader] yields the elements of one contents field and descends on
// request. Every octet is looked at once: the end of an
// indefinite-length element is found by reading it, or by skipping it when it was
// not entered. Depth and number of elements are bounded.
//
// Offsets count from the start of the buffer given to [NewReader].
package ber
