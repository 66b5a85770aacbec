# R's dbscan on the points of expected.json: the same core points, clusters of them and noise.
library(dbscan)
library(jsonlite)
for (case in fromJSON("expected.json", simplifyDataFrame = FALSE)$cases) {
  found <- dbscan(case$at, eps = case$eps, minPts = case$min_weight, weights = case$weight)
  core <- sapply(frNN(case$at, eps = case$eps)$id, function(near) near)
  total <- case$weight + sapply(core, function(near) sum(case$weight[near]))
  is_core <- total >= case$min_weight
  stopifnot(identical(which(is_core) - 1L, as.integer(case$core)))
  stopifnot(identical(found$cluster == 0L, case$label < 0))
  both <- unique(cbind(found$cluster[is_core], case$label[is_core]))
  stopifnot(!anyDuplicated(both[, 1]), !anyDuplicated(both[, 2]))
  cat(case$name, ": lika,", sum(is_core), "core points\n")
}
cat("dbscan", as.character(packageVersion("dbscan")), R.version.string, "\n")
