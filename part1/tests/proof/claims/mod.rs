//! What the pages say in a sentence and show in no fence: a file a chapter, or a folder where a
//! chapter's pages have a file each. A test quotes its page's words with `says`, and then does what
//! they say; where a page has a table, its rows are played. What a fence shows is in `play`.

mod clients;
mod cost;
mod hosts;
mod kernel;
mod lesson;
mod misbehaving;
mod no_wait;
mod records;
mod stranger;
mod stream;
mod wrong;
