"""DBSCAN over points in metres."""
from common import *


@peer("dbscan", "scikit-learn")
def _():
    import sklearn
    from sklearn.cluster import DBSCAN

    at = np.column_stack([array("dbscan_x.f64", "<f8"), array("dbscan_y.f64", "<f8")])
    model = DBSCAN(eps=about["dbscan_eps"], min_samples=about["dbscan_min"], algorithm="kd_tree", n_jobs=-1)
    fit = timed("dbscan", "scikit-learn DBSCAN", sklearn.__version__, lambda: model.fit(at), repeat=2)
    core = np.zeros(len(at), dtype="u1")
    core[fit.core_sample_indices_] = 1
    answer("dbscan_core.u8", core, "u1")
    answer("dbscan_label.i32", fit.labels_, "<i4")
