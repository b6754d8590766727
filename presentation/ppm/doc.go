// Package ppm is the presentation protocol machine: Annex A of X.226 (07/1994) with its Amendment 1 (08/1997), and what somebody on
// the path of a presentation connection can know of its contexts.
package ppm
