//! Out: values of one release level become files and map pictures.
