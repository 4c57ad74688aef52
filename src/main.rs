//! Reads the command line, builds the process, hands over; nothing else.

fn main() {}
