//! What happened, what it means, what to do: typed errors and warnings put into sentences, in the reader's
//! language. The types know no words; this is the only place where they get them.
